//! The class notes on the life of a socket, each statement held against the step of `lifecycle` that shows it: the
//! caption says it, the calls do it, and the expectations measure it.

use super::*;
use crate::script::{LineKind, parse_line};

/// A statement of the notes, and where it is shown.
struct Shown {
    /// The step of `lifecycle`.
    step: &'static str,
    /// The calls that the step makes for it, in this order.
    calls: &'static [&'static str],
    /// What measures it, among the step's lines.
    expect: &'static [&'static str],
    /// What is said of it in English, on the screen while the step runs or after it.
    en: &'static str,
    /// The same in Spanish.
    es: &'static str,
}

/// The opening, the seven steps, and the reference card (PG5).
const NOTES: &[Shown] = &[
    // What a socket is.
    Shown {
        step: "socket",
        calls: &["socket"],
        expect: &["expect ok"],
        en: "Servers on some machines, clients on others: clients connect, extract information, disconnect",
        es: "Servidores en unas máquinas, clientes en otras: los clientes se conectan, extraen información y se desconectan",
    },
    Shown {
        step: "socket",
        calls: &["socket"],
        expect: &["expect server.s UNBOUND"],
        en: "A socket is a flow of events",
        es: "Un socket es un flujo de eventos",
    },
    Shown {
        step: "socket",
        calls: &["socket"],
        expect: &["expect server.s UNBOUND"],
        en: "BSD (Berkeley) kind, the same that the ESP supports",
        es: "tipo BSD (Berkeley), el mismo que admite el ESP",
    },
    Shown {
        step: "bind",
        calls: &["bind"],
        expect: &["expect SERVER:7777"],
        en: "first it establishes an address where clients can find it",
        es: "primero establece una dirección donde los clientes puedan encontrarlo",
    },
    Shown {
        step: "wait",
        calls: &["accept"],
        expect: &["expect server blocked"],
        en: "The program is blocked in it",
        es: "El programa queda bloqueado en ella",
    },
    Shown {
        step: "answer",
        calls: &["send", "recv"],
        expect: &["expect \"10:30\""],
        en: "answers the request by sending a copy of that information back",
        es: "Responde a la petición enviando de vuelta una copia de esa información",
    },
    // Step 1.
    Shown {
        step: "socket",
        calls: &["socket"],
        expect: &["expect ok"],
        en: "an endpoint for communication",
        es: "un extremo para comunicarse",
    },
    Shown {
        step: "socket",
        calls: &["socket"],
        expect: &["expect ok"],
        en: "It returns a socket descriptor: a small number that stands for the endpoint",
        es: "Devuelve un descriptor de socket: un número pequeño que representa al extremo",
    },
    // Step 2.
    Shown {
        step: "file",
        calls: &["fstat"],
        expect: &["expect size 0"],
        en: "The descriptor is a file, and a file has a card: an ID (the inode), a kind and permissions, a size, dates",
        es: "El descriptor es un archivo, y un archivo tiene una ficha: un ID (el inodo), un tipo y permisos, un tamaño, fechas",
    },
    Shown {
        step: "bind",
        calls: &["bind", "getsockname"],
        expect: &["expect server.s BOUND"],
        en: "With a descriptor in hand, the program can bind a name to it. A server must",
        es: "Con un descriptor en la mano, el programa puede enlazarle un nombre. Un servidor debe hacerlo",
    },
    // Step 3.
    Shown {
        step: "listen",
        calls: &["listen"],
        expect: &["expect server.s LISTEN"],
        en: "the server is willing to accept connection requests",
        es: "el servidor está dispuesto a aceptar peticiones de conexión",
    },
    Shown {
        step: "listen",
        calls: &["listen"],
        expect: &["expect 0"],
        en: "It comes after socket() and bind(), and before accept()",
        es: "Va después de socket() y bind(), y antes de accept()",
    },
    // Step 4.
    Shown {
        step: "connect",
        calls: &["socket", "connect"],
        expect: &["expect client 0", "expect client.c ESTABLISHED"],
        en: "On this live stream socket it calls connect(), to establish a connection with the server",
        es: "Sobre este socket de flujo llama a connect(), para establecer una conexión con el servidor",
    },
    // Step 5.
    Shown {
        step: "wait",
        calls: &["accept"],
        expect: &["expect server blocked"],
        en: "bind() and listen() have succeeded, so the server may call accept() to take a client's request",
        es: "bind() y listen() tuvieron éxito, así que el servidor puede llamar a accept() para tomar la petición de un cliente",
    },
    // Step 6.
    Shown {
        step: "ask",
        calls: &["send", "recv"],
        expect: &["expect \"hora\""],
        en: "Connected, both sides may use any call that transfers data",
        es: "Ya conectados, ambos lados pueden usar cualquier llamada que transfiera datos",
    },
    Shown {
        step: "again",
        calls: &["write", "recv", "write", "read"],
        expect: &["expect \"hora\"", "expect \"10:30\""],
        en: "the calls of files transfer data as well",
        es: "también transfieren datos las llamadas de los archivos",
    },
    // Step 7.
    Shown {
        step: "close-client",
        calls: &["close"],
        expect: &["expect server.a CLOSE-WAIT"],
        en: "Whoever wants to finish calls close()",
        es: "Quien quiere terminar llama a close()",
    },
    Shown {
        step: "close-server",
        calls: &["close", "close"],
        expect: &["expect server.a CLOSED"],
        en: "Now the server calls close()",
        es: "Ahora el servidor llama a close()",
    },
    // PG5, the six glosses.
    Shown {
        step: "socket",
        calls: &["socket"],
        expect: &["expect ok"],
        en: "socket() creates the socket",
        es: "socket() crea el socket",
    },
    Shown {
        step: "listen",
        calls: &["listen"],
        expect: &["expect server.s LISTEN"],
        en: "it invites incoming requests",
        es: "invita a las peticiones entrantes",
    },
    Shown {
        step: "connect",
        calls: &["connect"],
        expect: &["expect server ok", "expect server.a ESTABLISHED"],
        en: "accept() waits for the connection and creates the connection's own socket",
        es: "accept() espera la conexión y crea el socket propio de la conexión",
    },
    Shown {
        step: "ask",
        calls: &["send"],
        expect: &["expect 4"],
        en: "send() sends information",
        es: "send() envía información",
    },
    Shown {
        step: "ask",
        calls: &["recv"],
        expect: &["expect \"hora\""],
        en: "recv() receives data",
        es: "recv() recibe datos",
    },
    Shown {
        step: "close-client",
        calls: &["close"],
        expect: &["expect client.c FIN-WAIT-2"],
        en: "close() closes the file, that is, the socket descriptor",
        es: "close() cierra el archivo, es decir, el descriptor de socket",
    },
];

/// What is on the screen of a step: its caption, and the reason that follows it.
fn said(step: &Step, lang: Lang) -> String {
    let because = step.predict.as_ref().map(|ask| ask.because.get(lang));
    format!("{} {}", step.say.get(lang), because.unwrap_or_default())
}

/// The calls of a step, in order.
fn calls(step: &Step) -> Vec<&str> {
    let call = |line: &Line| match &line.kind {
        LineKind::Call(call) => Some(call.call.name().name()),
        _ => None,
    };
    step.lines().filter_map(call).collect()
}

#[test]
fn the_life_cycle_shows_each_statement_of_the_notes() {
    let lesson = find("lifecycle").unwrap();
    for shown in NOTES {
        let step = lesson.steps.iter().find(|step| step.id == shown.step);
        let step = step.unwrap_or_else(|| panic!("no step {}", shown.step));
        for (lang, words) in [(Lang::En, shown.en), (Lang::Es, shown.es)] {
            let said = said(step, lang);
            assert!(said.contains(words), "{}: {words:?} in {said:?}", step.id);
        }
        let mut made = calls(step).into_iter();
        for call in shown.calls {
            assert!(made.any(|made| made == *call), "{}: {call}", step.id);
        }
        for expect in shown.expect {
            let wanted = parse_line(expect, 1).unwrap().unwrap().kind;
            let measured = step.lines().any(|line| line.kind == wanted);
            assert!(measured, "{}: {expect}", step.id);
        }
    }
}

/// The server waits before the client calls, and both close: the order of the notes' figure.
#[test]
fn the_life_cycle_keeps_the_order_of_the_notes() {
    let lesson = find("lifecycle").unwrap();
    let all: Vec<&str> = lesson.steps.iter().flat_map(calls).collect();
    let figure = [
        "socket", "fstat", "bind", "listen", "accept", "socket", "connect", "send", "recv", "send",
        "recv", "write", "read", "close", "recv", "close", "close",
    ];
    let mut made = all.iter();
    for call in figure {
        assert!(made.any(|made| *made == call), "{call}: {all:?}");
    }
    assert_eq!(all.iter().filter(|call| **call == "close").count(), 3);
}
