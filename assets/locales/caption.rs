// What the caption says of what stands on the screen.

texts! {
    WANTED_OR { en: "or", es: "o" }
    WANTED_NOTHING { en: "nothing", es: "nada" }
    WANTED_OK { en: "no error", es: "sin error" }
    WANTED_VALUE { en: "value {value}", es: "valor {value}" }
    WANTED_SIZE { en: "size {size}", es: "tamaño {size}" }
    WANTED_HELD_COUNT { en: "held: {count}{way}", es: "retenidos: {count}{way}" }
    WANTED_HELD { en: "held: {word}{way}", es: "retenido: {word}{way}" }
    WANTED_SEGMENT { en: "on the wire: {word}{way}", es: "en el cable: {word}{way}" }
    WANTED_SERVER { en: "server", es: "servidor" }
    WANTED_CLIENT { en: "client", es: "cliente" }
    TUI_OVER { en: "The end of the lesson", es: "Fin de la lección" }
    TUI_TOLD {
        en: "(This is told, not shown: it needs a real kernel, and this host is simulated.)",
        es: "(Esto se cuenta, no se muestra: necesita un núcleo real, y este host es simulado.)",
    }
    TUI_TOLD_PROGRAM {
        en: "(This is told, not shown: to step a program takes a Linux kernel and a wire. As it was recorded: sockscope replay {lesson})",
        es: "(Esto se cuenta, no se muestra: seguir un programa necesita un núcleo Linux y un cable. Así se grabó: sockscope replay {lesson})",
    }
    TUI_TOLD_LINE { en: "told", es: "se cuenta" }
    TUI_OVER_SCORE { en: "The end of the lesson: {right} of {asked} predicted right", es: "Fin de la lección: {right} de {asked} predicciones acertadas" }
    TUI_TO_TRY { en: "To try by hand ({calls}, {prompt}):", es: "Para probar a mano ({calls}, {prompt}):" }
    TUI_STEPS { en: "Steps", es: "Pasos" }
    TUI_STEP_NOW { en: "now", es: "ahora" }
    TUI_STEP_BACK { en: "look back", es: "mirar atrás" }
    TUI_STEP_AHEAD { en: "runs up to here", es: "ejecuta hasta aquí" }
    TUI_ENDING { en: "The end of the lesson", es: "Fin de la lección" }
    TUI_LOOK_AGAIN { en: "Look again: {title}", es: "Mirar de nuevo: {title}" }
    TUI_NEXT_LESSON { en: "Next: {title}", es: "Siguiente: {title}" }
    TUI_STAY_HERE { en: "Stay here and go on by hand", es: "Quedarse aquí y seguir a mano" }
    TUI_NOTES { en: "Teacher's note: {title}", es: "Nota para el docente: {title}" }
    TUI_NO_NOTES { en: "This step has no teacher's note.", es: "Este paso no tiene nota para el docente." }
    TUI_NOTES_HOW { en: "any key: close", es: "cualquier tecla: cerrar" }
    TUI_ALSO_CALLED { en: "also {names}", es: "también {names}" }
    WAITS_ACCEPT {
        en: "accept() waits: no connection in the queue of {name} is complete. It returns as soon as there is one.",
        es: "accept() espera: en la cola de {name} no hay ninguna conexión completa. Retorna en cuanto haya una.",
    }
    WAITS_CONNECT {
        en: "connect() waits: {name} has sent its SYN and has not had the answer yet.",
        es: "connect() espera: {name} ha enviado su SYN y todavía no tiene respuesta.",
    }
    WAITS_DATA {
        en: "{call}() waits for data on {name}. What the other side sends lets it return, and so does its end: a FIN or a RST.",
        es: "{call}() espera datos en {name}. Retorna cuando el otro lado envíe algo o cuando termine, con un FIN o un RST.",
    }
    WAITS_DATAGRAM {
        en: "{call}() waits for a datagram on {name}: none has come that was not received already.",
        es: "{call}() espera un datagrama en {name}: no ha llegado ninguno que no se haya recibido ya.",
    }
    WAITS_ROOM {
        en: "{call}() waits for room: the send buffer of {name} is full. It empties as the other side acknowledges.",
        es: "{call}() espera espacio: el búfer de envío de {name} está lleno. Se vacía a medida que el otro lado acusa recibo.",
    }
    WAITS_CONNECTION {
        en: "{call}() waits for the connection: {name} is in {state}, and nothing is sent before the handshake is complete.",
        es: "{call}() espera la conexión: {name} está en {state}, y nada se envía antes de que termine el saludo.",
    }
    WAITS_IN_LINE {
        en: "{call}() waits in line: {other} was called before it on {name}, and what comes is for that call first.",
        es: "{call}() espera su turno: {other} se llamó antes en {name}, y lo que llegue es primero para esa llamada.",
    }
    WAITS_CLOSE {
        en: "close() waits because of SO_LINGER: until what {name} has sent is acknowledged, or its time is over.",
        es: "close() espera por SO_LINGER: hasta que llegue el acuse de recibo de lo que envió {name}, o se acabe su tiempo.",
    }
    WAITS_READY {
        en: "{call}() waits until one of its descriptors is ready, or its time is over.",
        es: "{call}() espera hasta que uno de sus descriptores esté listo, o se acabe su tiempo.",
    }
    AWAITS_SEGMENT {
        en: "This line waits for a segment: the wire is frozen, but none that it could mean is held.",
        es: "Esta línea espera un segmento: el cable está congelado, pero no retiene ninguno que le sirva.",
    }
    AWAITS_FROZEN_WIRE {
        en: "This line waits for a segment, but the wire is open and holds none. {key} freezes it.",
        es: "Esta línea espera un segmento, pero el cable está abierto y no retiene ninguno. {key} lo congela.",
    }
    WAITS { en: "{call}() has not returned yet.", es: "{call}() todavía no ha retornado." }
    STANDS_BETWEEN {
        en: "Segment #{id}, {word}, stands on the wire: {sender} has sent it and is in {state}; {receiver} has not received it and is in {other}.",
        es: "El segmento #{id}, {word}, está retenido en el cable: {sender} lo envió y está en {state}; {receiver} no lo ha recibido y está en {other}.",
    }
    STANDS_COPIED {
        en: "Segment #{id}, {word}, stands on the wire: {sender} has sent it. A copy was let through already; {receiver} is in {other}.",
        es: "El segmento #{id}, {word}, está retenido en el cable: lo envió {sender}. Una copia ya pasó; {receiver} está en {other}.",
    }
    STANDS {
        en: "Segment #{id}, {word}, stands on the wire on its way to {receiver}.",
        es: "El segmento #{id}, {word}, está retenido en el cable; va hacia {receiver}.",
    }
    STANDS_DATAGRAM {
        en: "Datagram #{id}, {word}, stands on the wire on its way to {receiver}.",
        es: "El datagrama #{id}, {word}, está retenido en el cable; va hacia {receiver}.",
    }
    STANDS_MORE { en: "(Others held: {more}.)", es: "(Otros retenidos: {more}.)" }
}
