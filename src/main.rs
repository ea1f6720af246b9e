//! The sockscope program.

fn main() {
    sockscope::wire::helper_main_if_asked();
}
