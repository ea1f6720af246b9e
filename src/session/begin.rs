//! What every session begins with: its inbox, and what is told of it whatever its board is.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, unbounded};

use super::{Inbox, Plan, Stamped};
use crate::peer::Sink;
use crate::run::Message;
use crate::timeline;

/// What is told of it, but for its ends.
pub(super) fn base(plan: &Plan) -> timeline::Session {
    timeline::Session {
        v: timeline::FORMAT,
        lesson: plan.lesson.clone(),
        lang: plan.lang.code().to_owned(),
        role: plan.role.name().to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kernel: crate::kernel::name(),
        began_us: since_1970().and_then(|since| u64::try_from(since.as_micros()).ok()),
        ..timeline::Session::default()
    }
}

/// The time since 1970 (UTC), if this machine's clock is after it.
pub(super) fn since_1970() -> Option<Duration> {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()
}

/// The inbox, its far end, and the sink that puts the peers' reports in.
pub(super) fn channel() -> (Inbox, Receiver<Stamped>, Sink) {
    let (to, from) = unbounded();
    let inbox = Inbox {
        to,
        began: Instant::now(),
    };
    let reports = inbox.clone();
    let sink: Sink = Arc::new(move |peer, report| reports.put(Message::Report(peer, report)));
    (inbox, from, sink)
}
