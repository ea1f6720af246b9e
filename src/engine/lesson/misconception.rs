//! What many learners believe of sockets, as studies and forums have it. A wrong answer that says so bears its
//! name, and the step under it shows that it is not so.

use serde::Deserialize;

use crate::words::{Text, t};

macro_rules! misconceptions {
    ($($name:ident $text:ident;)*) => {
        /// What many learners believe, and what is not so.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs, reason = "the table of texts says what each is")]
        pub enum Misconception {
            $($name,)*
        }

        impl Misconception {
            /// All of them.
            pub const ALL: &[Misconception] = &[$(Misconception::$name,)*];

            /// The belief in words.
            pub const fn text(self) -> Text {
                match self {
                    $(Misconception::$name => t::$text,)*
                }
            }
        }
    };
}

misconceptions! {
    OneSendOneRecv BELIEF_ONE_SEND_ONE_RECV;
    AcceptShakesHands BELIEF_ACCEPT_SHAKES_HANDS;
    BacklogCountsClients BELIEF_BACKLOG_COUNTS_CLIENTS;
    CloseEndsBothWays BELIEF_CLOSE_ENDS_BOTH_WAYS;
    CloseFreesThePort BELIEF_CLOSE_FREES_THE_PORT;
    ZeroIsAnError BELIEF_ZERO_IS_AN_ERROR;
    SentIsArrived BELIEF_SENT_IS_ARRIVED;
    AcknowledgedIsRead BELIEF_ACKNOWLEDGED_IS_READ;
    BindIsForServers BELIEF_BIND_IS_FOR_SERVERS;
    LoopbackIsAnyAddress BELIEF_LOOPBACK_IS_ANY_ADDRESS;
    UdpConnectSends BELIEF_UDP_CONNECT_SENDS;
    TimeWaitIsAFault BELIEF_TIME_WAIT_IS_A_FAULT;
    DescriptorIsTheConnection BELIEF_DESCRIPTOR_IS_THE_CONNECTION;
}
