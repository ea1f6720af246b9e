//! Says where a program's own calls can be followed: `cfg(can_step)`.

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rustc-check-cfg=cfg(can_step)");
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    // The tracer knows the registers and the system calls of these two.
    if target("OS") == "linux" && matches!(target("ARCH").as_str(), "x86_64" | "aarch64") {
        println!("cargo::rustc-cfg=can_step");
    }
}
