//! Who made a call that no script wrote down, and where it stands.

use serde::{Deserialize, Serialize};

/// The task of the learner's program that makes a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The process.
    pub pid: u32,
    /// The thread; of a process's first thread it is the process's own number.
    pub tid: u32,
    /// The system call by its own name: `accept4` where the call is `accept`.
    pub raw: String,
    /// The number of the socket that it is about, as the state events bear it: a descriptor's number may be
    /// another one's in another process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socket: Option<u32>,
    /// The number of the descriptor that it is about, in its process. In a lesson the call's text has its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num: Option<i32>,
    /// How many bytes it is to send, or has room for. The call's text has the first ones only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub len: Option<u64>,
    /// The line of the learner's source that makes it, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
}

/// A line of a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceLine {
    /// The file's path, as the program's debug information has it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The function; empty if it has no name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub function: String,
}

impl SourceLine {
    /// The file's name without its folders, and the line: `server.c:27`.
    pub fn short(&self) -> String {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        format!("{name}:{}", self.line)
    }
}
