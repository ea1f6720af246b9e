//! How the link's words are written in the timeline: by their names, not by their Rust variants.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use sockscope_link::{
    Act, CallName, Cause, Direction, Evidence, Flags, LogLevel, Loss, SegmentId, State,
};

macro_rules! by_name {
    ($module:ident, $type:ty, $all:expr) => {
        pub(super) mod $module {
            use super::*;

            pub fn serialize<S: Serializer>(value: &$type, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(value.name())
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<$type, D::Error> {
                let name = std::borrow::Cow::<'de, str>::deserialize(from)?;
                $all.into_iter()
                    .find(|known: &$type| known.name() == name)
                    .ok_or_else(|| {
                        D::Error::custom(format!("unknown {}: {name:?}", stringify!($module)))
                    })
            }
        }
    };
}

by_name!(call, CallName, CallName::ALL.iter().copied());
by_name!(state, State, State::ALL);
by_name!(direction, Direction, Direction::BOTH);
by_name!(evidence, Evidence, [Evidence::Measured, Evidence::Inferred]);
by_name!(
    cause,
    Cause,
    [
        Cause::Call,
        Cause::Segment(None),
        Cause::Timer,
        Cause::Restart
    ]
);
by_name!(act, Act, Act::ALL);
by_name!(loss, Loss, Loss::ALL);
by_name!(
    level,
    LogLevel,
    [
        LogLevel::Debug,
        LogLevel::Info,
        LogLevel::Warn,
        LogLevel::Error
    ]
);

/// Control bits, in the short form: `S`, `SA`, `PA` …
pub(super) mod flags {
    use super::*;

    pub fn serialize<S: Serializer>(value: &Flags, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Flags, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.chars().try_fold(Flags::default(), |flags, letter| {
            let flag = match letter {
                'S' => Flags::SYN,
                'F' => Flags::FIN,
                'R' => Flags::RST,
                'P' => Flags::PSH,
                'U' => Flags::URG,
                'A' => Flags::ACK,
                _ => return Err(D::Error::custom(format!("unknown flag {letter:?}"))),
            };
            Ok(flags | flag)
        })
    }
}

/// Segment numbers, as plain numbers.
pub(super) mod segment_id {
    use super::*;

    pub fn serialize<S: Serializer>(value: &SegmentId, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u32(value.0)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SegmentId, D::Error> {
        u32::deserialize(from).map(SegmentId)
    }
}
