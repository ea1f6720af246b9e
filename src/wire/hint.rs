//! What to try where a step was refused: a guess from the errno and from what the system says of its
//! own limits.

use super::{Step, WireError};
use crate::words::{Text, t};

/// What may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hint {
    /// Another system than Linux.
    Linux,
    /// `/proc` is not there, or programs may not be started from where this one is.
    Start,
    /// `user.max_user_namespaces` is 0, or all are taken.
    UserNamespaceLimit,
    /// `user.max_net_namespaces` is 0, or all are taken.
    NetworkNamespaceLimit,
    /// `kernel.unprivileged_userns_clone` is 0.
    UserNamespaceSwitch,
    /// `kernel.apparmor_restrict_unprivileged_userns` is 1.
    AppArmor,
    /// A container's filter or capabilities.
    Container,
    /// A kernel without what is needed.
    Kernel,
    /// `/dev/net/tun` is not for everybody.
    TunNode,
    /// `/dev/net/tun` is not there, or nothing is behind it.
    TunModule,
    /// The veth driver or packet sockets are not there.
    VethModule,
    /// `/proc/sys` is read-only: a container.
    ReadOnlySysctls,
    /// The kernel does not know the setting.
    OldKernel,
    /// The sock_diag modules are not there.
    DiagModule,
}

impl Hint {
    /// Every hint.
    pub const ALL: [Hint; 14] = [
        Hint::Linux,
        Hint::Start,
        Hint::UserNamespaceLimit,
        Hint::NetworkNamespaceLimit,
        Hint::UserNamespaceSwitch,
        Hint::AppArmor,
        Hint::Container,
        Hint::Kernel,
        Hint::TunNode,
        Hint::TunModule,
        Hint::VethModule,
        Hint::ReadOnlySysctls,
        Hint::OldKernel,
        Hint::DiagModule,
    ];

    /// What to try, in words.
    pub const fn text(self) -> Text {
        match self {
            Hint::Linux => t::WIRE_HINT_LINUX,
            Hint::Start => t::WIRE_HINT_START,
            Hint::UserNamespaceLimit => t::WIRE_HINT_USER_NAMESPACE_LIMIT,
            Hint::NetworkNamespaceLimit => t::WIRE_HINT_NETWORK_NAMESPACE_LIMIT,
            Hint::UserNamespaceSwitch => t::WIRE_HINT_USER_NAMESPACE_SWITCH,
            Hint::AppArmor => t::WIRE_HINT_APPARMOR,
            Hint::Container => t::WIRE_HINT_CONTAINER,
            Hint::Kernel => t::WIRE_HINT_KERNEL,
            Hint::TunNode => t::WIRE_HINT_TUN_NODE,
            Hint::TunModule => t::WIRE_HINT_TUN_MODULE,
            Hint::VethModule => t::WIRE_HINT_VETH_MODULE,
            Hint::ReadOnlySysctls => t::WIRE_HINT_READ_ONLY_SYSCTLS,
            Hint::OldKernel => t::WIRE_HINT_OLD_KERNEL,
            Hint::DiagModule => t::WIRE_HINT_DIAG_MODULE,
        }
    }

    /// What may help against this failure, as things stand on this machine now.
    pub fn of(error: &WireError) -> Option<Hint> {
        if error.step == Step::Platform {
            return Some(Hint::Linux);
        }
        match error.source.raw_os_error() {
            #[cfg(target_os = "linux")]
            Some(errno) => linux::hint(error.step, errno, linux::setting),
            _ => matches!(error.step, Step::Spawn | Step::Answer).then_some(Hint::Start),
        }
    }

    /// What may help where a setting was refused with this errno.
    pub fn of_sysctl(errno: i32) -> Option<Hint> {
        #[cfg(target_os = "linux")]
        return linux::sysctl_hint(errno);
        #[cfg(not(target_os = "linux"))]
        {
            let _ = errno;
            None
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use libc::{
        EACCES, EAFNOSUPPORT, EINVAL, ENODEV, ENOENT, ENOSPC, ENOSYS, ENXIO, EOPNOTSUPP, EPERM,
        EPROTONOSUPPORT, EROFS, EUSERS,
    };

    use super::{Hint, Step};

    const USER_LIMIT: &str = "user/max_user_namespaces";
    const NETWORK_LIMIT: &str = "user/max_net_namespaces";
    const SWITCH: &str = "kernel/unprivileged_userns_clone";
    const APPARMOR: &str = "kernel/apparmor_restrict_unprivileged_userns";

    /// A number of `/proc/sys`; `None` if this kernel does not have it.
    pub fn setting(path: &str) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/sys/{path}")).ok()?;
        text.trim().parse().ok()
    }

    /// The hint for a step and its errno, on a system with these settings.
    pub fn hint(step: Step, errno: i32, setting: impl Fn(&str) -> Option<u64>) -> Option<Hint> {
        match (step, errno) {
            (Step::Pair, _) => None,
            (Step::Spawn | Step::Answer | Step::DeathSignal, _) => Some(Hint::Start),
            (Step::UnshareUser | Step::UnshareNet, ENOSPC | EUSERS) => {
                let none_left = setting(NETWORK_LIMIT) == Some(0) && setting(USER_LIMIT) != Some(0);
                if step == Step::UnshareNet || none_left {
                    Some(Hint::NetworkNamespaceLimit)
                } else {
                    Some(Hint::UserNamespaceLimit)
                }
            }
            (Step::UnshareUser | Step::UnshareNet, ENOSYS | EINVAL) => Some(Hint::Kernel),
            (Step::TunOpen, EACCES | EPERM) => Some(Hint::TunNode),
            (Step::TunOpen, ENOENT | ENODEV | ENXIO) => Some(Hint::TunModule),
            (Step::VethPair, EOPNOTSUPP | ENODEV) => Some(Hint::VethModule),
            (Step::PacketSocket, EAFNOSUPPORT) => Some(Hint::VethModule),
            (Step::Diag, ENOENT | EPROTONOSUPPORT) => Some(Hint::DiagModule),
            (_, EPERM | EACCES) if setting(SWITCH) == Some(0) => Some(Hint::UserNamespaceSwitch),
            (_, EPERM | EACCES) if setting(APPARMOR) == Some(1) => Some(Hint::AppArmor),
            (_, EPERM | EACCES) => Some(Hint::Container),
            _ => None,
        }
    }

    pub fn sysctl_hint(errno: i32) -> Option<Hint> {
        match errno {
            ENOENT => Some(Hint::OldKernel),
            EROFS | EACCES | EPERM => Some(Hint::ReadOnlySysctls),
            _ => None,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_hint_fits_step_errno_and_settings() {
            let on = |settings: &'static [(&str, u64)]| {
                move |path: &str| {
                    let found = settings.iter().find(|(name, _)| *name == path);
                    found.map(|(_, value)| *value)
                }
            };
            let user = Step::UnshareUser;
            let cases = [
                (
                    hint(user, ENOSPC, on(&[(USER_LIMIT, 0)])),
                    Hint::UserNamespaceLimit,
                ),
                (
                    hint(user, ENOSPC, on(&[(NETWORK_LIMIT, 0)])),
                    Hint::NetworkNamespaceLimit,
                ),
                (
                    hint(user, EPERM, on(&[(SWITCH, 0)])),
                    Hint::UserNamespaceSwitch,
                ),
                (
                    hint(user, EPERM, on(&[(SWITCH, 1), (APPARMOR, 1)])),
                    Hint::AppArmor,
                ),
                (
                    hint(Step::UidMap, EACCES, on(&[(APPARMOR, 1)])),
                    Hint::AppArmor,
                ),
                (hint(user, EPERM, on(&[])), Hint::Container),
                (hint(user, EINVAL, on(&[])), Hint::Kernel),
                (
                    hint(Step::UnshareNet, ENOSPC, on(&[])),
                    Hint::NetworkNamespaceLimit,
                ),
                (hint(Step::TunOpen, EACCES, on(&[])), Hint::TunNode),
                (hint(Step::TunOpen, ENOENT, on(&[])), Hint::TunModule),
                (hint(Step::VethPair, EOPNOTSUPP, on(&[])), Hint::VethModule),
                (hint(Step::Diag, ENOENT, on(&[])), Hint::DiagModule),
            ];
            for (index, (found, expected)) in cases.into_iter().enumerate() {
                assert_eq!(found, Some(expected), "case {index}");
            }
            assert_eq!(hint(Step::Address, EINVAL, on(&[])), None);
            assert_eq!(sysctl_hint(EROFS), Some(Hint::ReadOnlySysctls));
            assert_eq!(sysctl_hint(ENOENT), Some(Hint::OldKernel));
        }
    }
}
