//! seccomp(2): which of a program's calls stop, and which are refused.

use std::io;

use libc::sock_filter;

/// `SECCOMP_RET_TRACE`: the tracer is asked.
const TRACE: u32 = 0x7ff0_0000;
/// `SECCOMP_RET_ALLOW`.
const ALLOW: u32 = 0x7fff_0000;
/// `SECCOMP_RET_ERRNO`: the call is not made, and fails with the errno in the low bits.
const ERRNO: u32 = 0x0005_0000;
/// `BPF_LD | BPF_W | BPF_ABS`: a word of `struct seccomp_data`.
const LOAD: u16 = 0x20;
/// `BPF_JMP | BPF_JEQ | BPF_K`.
const IF_EQUAL: u16 = 0x15;
/// `BPF_JMP | BPF_JSET | BPF_K`.
#[cfg(target_arch = "x86_64")]
const IF_SET: u16 = 0x45;
/// `BPF_RET | BPF_K`.
const RETURN: u16 = 0x06;
/// Where `struct seccomp_data` has the call's number, and the architecture that it is a number of.
const NUMBER: u32 = 0;
const ARCH: u32 = 4;

/// `AUDIT_ARCH_…` of this architecture (linux/audit.h).
#[cfg(target_arch = "x86_64")]
const HERE: u32 = 0xc000_003e;
/// `AUDIT_ARCH_…` of this architecture (linux/audit.h).
#[cfg(target_arch = "aarch64")]
const HERE: u32 = 0xc000_00b7;

/// A filter: one instruction after another.
pub struct Filter(Vec<sock_filter>);

impl Filter {
    /// Stops the calls with the numbers `traced`; those in `refused` fail with ENOSYS, as on a kernel that
    /// does not have them; all others pass. At most 200 numbers in all.
    pub fn new(traced: &[i64], refused: &[i64]) -> Filter {
        let mut filter = vec![
            statement(LOAD, ARCH),
            jump(IF_EQUAL, HERE, 1, 0),
            // Another architecture's numbers: such a program is refused at its exec.
            statement(RETURN, ALLOW),
            statement(LOAD, NUMBER),
        ];
        let no_such_call = statement(RETURN, ERRNO | libc::ENOSYS as u32);
        // Numbers of the x32 ABI carry this bit.
        #[cfg(target_arch = "x86_64")]
        filter.extend([jump(IF_SET, 0x4000_0000, 0, 1), no_such_call]);
        for &number in refused {
            filter.extend([jump(IF_EQUAL, number as u32, 0, 1), no_such_call]);
        }
        for &number in traced {
            filter.extend([
                jump(IF_EQUAL, number as u32, 0, 1),
                statement(RETURN, TRACE),
            ]);
        }
        filter.push(statement(RETURN, ALLOW));
        Filter(filter)
    }

    /// Puts the filter on this process, for good, and on all that it will start. It is the last act before
    /// exec: the calls that it picks fail from here on wherever there is no tracer. It allocates nothing.
    ///
    /// # Errors
    /// prctl(2), seccomp(2)
    pub(super) fn load(&self) -> io::Result<()> {
        let program = libc::sock_fprog {
            len: self.0.len() as u16,
            filter: self.0.as_ptr().cast_mut(),
        };
        // SAFETY: the program is as long as it says and alive until the call returns; the kernel copies it.
        let code = unsafe {
            if libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 {
                return Err(io::Error::last_os_error());
            }
            libc::syscall(
                libc::SYS_seccomp,
                libc::SECCOMP_SET_MODE_FILTER,
                0,
                &raw const program,
            )
        };
        if code != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }
}

fn statement(code: u16, k: u32) -> sock_filter {
    jump(code, k, 0, 0)
}

fn jump(code: u16, k: u32, jt: u8, jf: u8) -> sock_filter {
    sock_filter { code, jt, jf, k }
}
