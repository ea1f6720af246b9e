//! The host's own peer: this machine's kernel, driven through socket2.
