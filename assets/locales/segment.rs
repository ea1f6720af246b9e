// A segment: what will become of it, what it is for, why it came to nothing.

texts! {
    WILL_TAKE { en: "taken in; the state stays", es: "se acepta; el estado no cambia" }
    WILL_QUEUE { en: "it will wait there to be read", es: "quedará allí hasta que se lea" }
    WILL_KEEP {
        en: "out of order: its data are kept until what is missing comes",
        es: "fuera de orden: sus datos se guardan hasta que llegue lo que falta",
    }
    WILL_RESET {
        en: "no socket waits for it: the answer will be RST",
        es: "ningún socket lo espera: la respuesta será RST",
    }
    WILL_UNREACHABLE {
        en: "no socket has this port: the answer will be ICMP, port unreachable",
        es: "ningún socket tiene este puerto: la respuesta será ICMP, puerto inalcanzable",
    }
    WILL_TELL {
        en: "the socket's next call will fail: ECONNREFUSED",
        es: "la próxima llamada del socket fallará: ECONNREFUSED",
    }
    WILL_NOT_OLD {
        en: "ignored: all that it says has arrived before",
        es: "se ignora: todo lo que dice ya había llegado",
    }
    WILL_NOT_WINDOW {
        en: "ignored: its numbers lie outside the window",
        es: "se ignora: sus números quedan fuera de la ventana",
    }
    WILL_NOT_ACK {
        en: "ignored: it does not acknowledge what it should",
        es: "se ignora: no confirma lo que debería",
    }
    WILL_NOT_CHALLENGE {
        en: "ignored: it is only answered with an ACK, to ask whether it is meant (RFC 5961)",
        es: "se ignora: solo se responde con un ACK, para preguntar si va en serio (RFC 5961)",
    }
    WILL_NOT_EARLY_FIN {
        en: "a FIN before its data: the board does not remember it, and it must be sent again",
        es: "un FIN antes que sus datos: la tarjeta no lo recuerda y habrá que enviarlo otra vez",
    }
    WILL_NOT_ACCEPT_QUEUE {
        en: "ignored: the accept queue is full",
        es: "se ignora: la cola de conexiones pendientes está llena",
    }
    WILL_NOT_HALF_OPEN {
        en: "ignored: too many handshakes are unfinished",
        es: "se ignora: hay demasiados saludos sin terminar",
    }
    WILL_NOT_INBOX { en: "lost: the receive buffer is full", es: "se pierde: el búfer de recepción está lleno" }
    WILL_NOT_NOBODY {
        en: "nobody has this address: it is lost",
        es: "nadie tiene esta dirección: se pierde",
    }
    WILL_NOT_SOCKET { en: "ignored: no socket waits for it", es: "se ignora: ningún socket lo espera" }
    UNSURE_UNSEEN {
        en: "not certain: the beginning of this connection was not seen",
        es: "no es seguro: no se vio el comienzo de esta conexión",
    }
    UNSURE_EDGE {
        en: "not certain: it lies at the edge of what the receiver can keep",
        es: "no es seguro: está en el límite de lo que el receptor puede guardar",
    }
    UNSURE_COOKIES {
        en: "not certain: with so many unfinished handshakes Linux may answer without remembering it",
        es: "no es seguro: con tantos saludos sin terminar, Linux puede responder sin recordarlo",
    }
    UNSURE_ROOM {
        en: "not certain: how much room is left is not known",
        es: "no es seguro: no se sabe cuánto espacio queda",
    }
    UNSURE_SHUT {
        en: "not certain: a half was shut before there was a connection",
        es: "no es seguro: una mitad se cerró antes de que hubiera conexión",
    }
    UNSURE_BROADCAST { en: "not certain: it is for several", es: "no es seguro: es para varios" }

    WORD_REPEAT { en: "repeat", es: "repetición" }
    WORD_REPEAT_OF { en: "repeats #{id}", es: "repite #{id}" }
    WORD_DUPLICATE_ACK { en: "duplicate ACK", es: "ACK duplicado" }
    WORD_WINDOW_UPDATE { en: "window update", es: "aviso de ventana" }
    WORD_WINDOW_PROBE { en: "window probe", es: "sondeo de ventana" }
    WORD_KEEP_ALIVE { en: "keep-alive", es: "keep-alive" }
    WORD_PROBE_ANSWER { en: "probe's answer", es: "respuesta al sondeo" }
    WORD_CHALLENGE_ACK { en: "challenge ACK", es: "ACK de desafío" }
    WHY_TIMER { en: "timer", es: "temporizador" }
    WHY_DUPLICATE_ACKS { en: "duplicate ACKs", es: "ACK duplicados" }
    WHY_TAIL_LOSS_PROBE { en: "tail loss probe", es: "sondeo de cola" }
    LOST_ACCEPT_QUEUE { en: "queue full", es: "cola llena" }
    LOST_CONNECTIONS { en: "no room", es: "sin lugar" }
    LOST_RECEIVE_BUFFER { en: "buffer full", es: "búfer lleno" }
    LOST_NOBODY { en: "nobody there", es: "no hay nadie" }
    LOST_TOLD { en: "#{id} came to nothing: {why}", es: "#{id} no llegó a nada: {why}" }
    ICMP_PORT { en: "ICMP port unreachable", es: "ICMP puerto inalcanzable" }
    ICMP_HOST { en: "ICMP host unreachable", es: "ICMP equipo inalcanzable" }
    ICMP_TOO_LARGE { en: "ICMP too large for the path", es: "ICMP no cabe en el camino" }
    ICMP_OTHER { en: "ICMP unreachable", es: "ICMP inalcanzable" }
    RUN_DELAYED { en: "under way, {ms} ms late", es: "en camino, {ms} ms tarde" }
    TUI_DELAYED { en: "under way +{ms}", es: "en camino +{ms}" }
    TUI_ARRIVED { en: "after {ms} ms", es: "tras {ms} ms" }
    TUI_WIRE_DELAYED {
        en: "The wire is slow: {count} under way.",
        es: "El cable es lento: {count} en camino.",
    }
}
