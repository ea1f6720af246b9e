//! How fast the host takes a stream from a board apart: bytes of the stream a second.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sockscope_link::frame::{Decoder, Item, MAX_FRAME, Packet, encode};
use sockscope_link::*;

#[path = "../tests/common/mod.rs"]
mod common;

/// What a serial port's or a socket's read gives at a time, in bytes.
const READ: usize = 4096;

fn data(len: usize) -> Report {
    Report::Return {
        id: CallId(12),
        ret: Return::with(len as i64, Value::Bytes(vec![b'd'; len])),
    }
}

fn decode(c: &mut Criterion) {
    let typical = [
        common::segment(b""),
        common::transition(),
        common::segment(b"hola"),
        Report::Blocked { id: CallId(11) },
        data(4),
        common::segment(&[0x55; Segment::SNAP]),
    ];
    let cases = [
        (
            "mixed",
            typical.iter().flat_map(common::frame).collect::<Vec<u8>>(),
        ),
        ("transitions", common::frame(&common::transition())),
        (
            "segments",
            common::frame(&common::segment(&[0x55; Segment::SNAP])),
        ),
        ("data_1024", common::frame(&data(frame::MAX_DATA))),
        (
            "log_text",
            b"I (312) wifi: state: assoc -> run (0x10)\r\n".to_vec(),
        ),
    ];
    let mut group = c.benchmark_group("decode");
    for (name, once) in cases {
        let stream = once.repeat(256 * 1024 / once.len());
        group.throughput(Throughput::Bytes(stream.len() as u64));
        group.bench_function(name, |b| {
            b.iter_batched_ref(
                Decoder::<Report>::new,
                |decoder| {
                    let mut count = 0;
                    for read in stream.chunks(READ) {
                        decoder.push(black_box(read), |item| {
                            assert!(!matches!(black_box(item), Item::Error(_)));
                            count += 1;
                        });
                    }
                    count
                },
                BatchSize::LargeInput,
            )
        });
    }
    group.finish();

    let mut group = c.benchmark_group("encode");
    let report = common::segment(&[0x55; Segment::SNAP]);
    group.throughput(Throughput::Bytes(common::frame(&report).len() as u64));
    group.bench_function("segment", |b| {
        let mut out = [0; MAX_FRAME];
        b.iter(|| encode(&Packet::Data(0, black_box(&report)), &mut out).map(<[u8]>::len))
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
