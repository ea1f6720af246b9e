// Getting the two peers together.

texts! {
    SESSION_CHOSEN { en: "{text}", es: "{text}" }
    SESSION_PAIR {
        en: "both ends run the board's program, on a wire in memory: the host is simulated; its states and errors are not this machine's kernel's.",
        es: "los dos extremos ejecutan el programa de la tarjeta, con un cable en la memoria: el host es simulado; sus estados y errores no son los del núcleo de este equipo.",
    }
    SESSION_FALLBACK_PAIR {
        en: "no private wire here ({step}: {why}), so both ends run the board's program on a wire in memory: the host is simulated. See sockscope doctor.",
        es: "aquí no hay cable privado ({step}: {why}), así que los dos extremos ejecutan el programa de la tarjeta con un cable en la memoria: el host es simulado. Consulta sockscope doctor.",
    }
    SESSION_FALLBACK {
        en: "no private wire here ({step}: {why}), so the board is loopback: a second socket of this machine, without a gate. See sockscope doctor.",
        es: "aquí no hay cable privado ({step}: {why}), así que la tarjeta es loopback: otro socket de este equipo, sin compuerta. Consulta sockscope doctor.",
    }
    SESSION_REAL_TIMERS {
        en: "The kernel has Linux's own timers on this wire: what is held is sent again, and in the end a connection is given up.",
        es: "En este cable, el núcleo tiene los temporizadores propios de Linux: lo retenido se envía otra vez y al final una conexión se abandona.",
    }
    SESSION_IMPATIENT {
        en: "this system's kernel keeps its own timers ({names}: {why}): a segment that is held for long is sent again, and in the end the connection is given up.",
        es: "el núcleo de este equipo conserva sus propios temporizadores ({names}: {why}): un segmento retenido mucho tiempo se envía otra vez y al final la conexión se abandona.",
    }
    SESSION_NO_WIRE {
        en: "the virtual board needs a private wire, and this machine refused it ({step}: {why}). Try --board pair or --board loopback, or sockscope doctor to see why.",
        es: "la tarjeta virtual necesita un cable privado y este equipo lo rechazó ({step}: {why}). Prueba con --board pair o --board loopback, o sockscope doctor para saber por qué.",
    }
    SESSION_SYSTEM {
        en: "this machine refused what every session needs: {why}",
        es: "este equipo rechazó lo que toda sesión necesita: {why}",
    }
    SESSION_NO_BOARD {
        en: "no board at {board}. Try --board virtual, or sockscope doctor.",
        es: "no hay ninguna tarjeta en {board}. Prueba con --board virtual, o sockscope doctor.",
    }

    SESSION_BOARD {
        en: "board: {chip} {name} at {place}, which said hello",
        es: "tarjeta: {chip} {name} en {place}, que respondió al saludo",
    }
    SESSION_NO_HELLO {
        en: "no board can be used, so the virtual one is. {reasons}",
        es: "no se puede usar ninguna tarjeta, así que se usa la virtual. {reasons}",
    }
    SESSION_WAITING { en: "{what} ({seconds} s so far)", es: "{what} (van {seconds} s)" }
    SESSION_NO_ADDRESS {
        en: "{place}: the board has no address on a network. {why}",
        es: "{place}: la tarjeta no tiene dirección en ninguna red. {why}",
    }
    SESSION_NO_ROUTE {
        en: "no way leads from this computer to the board at {board} ({why}). Are both in the same network?",
        es: "desde este equipo no hay camino hasta la tarjeta, que está en {board} ({why}). ¿Están los dos en la misma red?",
    }
}
