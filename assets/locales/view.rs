// What the panels say.

texts! {
    TUI_ONLY_SIMULATED { en: "simulated host", es: "host simulado" }
    TUI_REPEATS_IN { en: "sends again in {seconds} s", es: "repite en {seconds} s" }
    TUI_SERVER_SHORT { en: "SRV.", es: "SERV." }
    TUI_CLIENT_SHORT { en: "CLT.", es: "CLI." }
    TUI_SERVER { en: "SERVER", es: "SERVIDOR" }
    TUI_CLIENT { en: "CLIENT", es: "CLIENTE" }
    TUI_NOW { en: "now", es: "ahora" }
    TUI_PAST {
        en: "◀◀ PAST: event {seq} of {last}, {time} ({key}: now)",
        es: "◀◀ PASADO: evento {seq} de {last}, {time} ({key}: ahora)",
    }
    TUI_NOT_IN_THE_PAST {
        en: "This is the past: nothing can be done here. {key} goes back to now.",
        es: "Esto es el pasado: aquí no se puede hacer nada. {key} vuelve al presente.",
    }
    TUI_AUTOPLAY { en: "every {seconds} s", es: "cada {seconds} s" }
    TUI_BOARD_IS { en: "board: {board}", es: "tarjeta: {board}" }
    TUI_TOO_SMALL {
        en: "This terminal has {width}×{height} cells; sockscope needs {min_width}×{min_height}. Enlarge the window.",
        es: "Esta terminal tiene {width}×{height} celdas; sockscope necesita {min_width}×{min_height}. Agranda la ventana.",
    }
    TUI_GONE { en: "never returns", es: "nunca retorna" }
    TUI_BLOCKED { en: "blocked", es: "bloqueada" }
    KIND_SESSION { en: "session", es: "sesión" }
    KIND_STEP { en: "step", es: "paso" }
    KIND_CALL { en: "call", es: "llamada" }
    KIND_BLOCKED { en: "blocked", es: "espera" }
    KIND_SOURCE { en: "source", es: "código" }
    KIND_RETURN { en: "return", es: "retorno" }
    KIND_STATE { en: "state", es: "estado" }
    KIND_SEGMENT { en: "segment", es: "segmento" }
    KIND_GATE { en: "gate", es: "compuerta" }
    KIND_FACTS { en: "facts", es: "datos" }
    KIND_PREDICT { en: "question", es: "pregunta" }
    KIND_VERDICT { en: "verdict", es: "veredicto" }
    KIND_LOG { en: "log", es: "registro" }
    KIND_NOTE { en: "note", es: "nota" }
    KIND_EXPECT { en: "expect", es: "comprueba" }
    KIND_END { en: "end", es: "fin" }
    TUI_CAUSE_CALL { en: "by its own call", es: "por su propia llamada" }
    TUI_CAUSE_SEGMENT { en: "by segment", es: "por el segmento" }
    TUI_CAUSE_TIMER { en: "by a timer", es: "por un temporizador" }
    TUI_CAUSE_RESTART { en: "by a restart", es: "por un reinicio" }
    TUI_BEGIN { en: "Nothing has happened yet", es: "Todavía no ha pasado nada" }
    TUI_HOW_TO_BEGIN {
        en: "{next} runs the next line, if there is one; {calls} shows the calls that can be made.",
        es: "{next} ejecuta la siguiente línea, si la hay; {calls} muestra las llamadas posibles.",
    }
    TUI_NOTE { en: "A remark", es: "Una observación" }
    TUI_LESSON_OVER {
        en: "The lesson is over: {restart} restarts it, {lesson} chooses another, {calls} goes on by hand.",
        es: "La lección terminó: {restart} la reinicia, {lesson} elige otra, {calls} sigue a mano.",
    }

    TUI_LADDER_EMPTY { en: "No segment has been seen yet.", es: "Todavía no se ha visto ningún segmento." }
    TUI_HELD { en: "held", es: "retenido" }
    TUI_RELEASED { en: "released", es: "liberado" }
    TUI_DROPPED { en: "dropped", es: "descartado" }

    TUI_GATE_OPEN { en: "open", es: "abierto" }
    TUI_GATE_HOLDING { en: "holding", es: "congelado" }
    TUI_GATE_CUT { en: "cut", es: "cortado" }
    TUI_WIRE_CUT {
        en: "{cut}. What is sent is lost on the way, and nobody is told. What mends it: {mends}",
        es: "{cut}. Lo que se envíe se pierde en el camino y nadie se entera. Lo arregla: {mends}",
    }
    TUI_NO_GATE {
        en: "This wire has no gate: host and board are joined by the system's own loopback, where segments cannot be held. The virtual board and the ESP32 have one.",
        es: "Este cable no tiene compuerta: los dos lados están unidos por el bucle local del sistema, donde no se pueden retener segmentos. La tarjeta virtual y las tarjetas ESP32 sí la tienen.",
    }
    TUI_WIRE_HOW {
        en: "The wire is open: segments pass at once. Freeze it, and each segment stops here until it is released.",
        es: "El cable está abierto: los segmentos pasan enseguida. Si se congela, cada segmento se detiene aquí hasta que se libera.",
    }
    TUI_WIRE_EMPTY {
        en: "The wire is frozen: the next segment will stop here.",
        es: "El cable está congelado: el próximo segmento se detendrá aquí.",
    }
    TUI_IF_RELEASED { en: "if released:", es: "si se libera:" }
    TUI_NOTHING_HELD {
        en: "No segment is held. {key} freezes the wire.",
        es: "No hay ningún segmento retenido. {key} congela el cable.",
    }
    TUI_SIMULATED { en: "{board} (simulated host)", es: "{board} (host simulado)" }
    TUI_NONE_TO_HOLD {
        en: "No segment can be held: this board has no gate. {key} chooses another one.",
        es: "No se puede retener nada: esta tarjeta no tiene compuerta. {key} elige otra.",
    }
    TUI_NEEDS_GATE {
        en: "This lesson freezes the wire, and {board} has no gate: it stays here.",
        es: "Esta lección congela el cable, y {board} no tiene compuerta: sigue aquí.",
    }
    TUI_NO_DESCRIPTORS {
        en: "No descriptor is open: the first call is socket().",
        es: "No hay ningún descriptor abierto: la primera llamada es socket().",
    }
    TUI_BACKLOG { en: "queue {waiting} of {room}", es: "cola {waiting} de {room}" }
    TUI_SENT_AGAIN { en: "sent again ×{count}", es: "reenviado ×{count}" }
    TUI_IN_QUEUE_OF { en: "in the queue of {name}", es: "en la cola de {name}" }
    TUI_ORPHAN { en: "closed by its program", es: "cerrado por su programa" }
    COLUMN_PEER { en: "peer", es: "lado" }
    COLUMN_NAME { en: "name", es: "nom." }
    COLUMN_FD { en: "fd", es: "fd" }
    COLUMN_KIND { en: "type", es: "tipo" }
    COLUMN_LOCAL { en: "local address", es: "dir. local" }
    COLUMN_REMOTE { en: "other end", es: "otro extremo" }
    COLUMN_STATE { en: "state", es: "estado" }
    COLUMN_QUEUES { en: "recv/send", es: "recibe/envía" }

    TUI_NEXT_LANGUAGE { en: "next language", es: "otro lenguaje" }
    TUI_CODE_EMPTY { en: "No call has been made yet.", es: "Todavía no se ha hecho ninguna llamada." }
    TUI_LOG_EMPTY_PROGRAMS { en: "The programs have printed nothing.", es: "Los programas no han escrito nada." }
    TUI_LOG_EMPTY { en: "The board has said nothing.", es: "La tarjeta no ha dicho nada." }
    TUI_LOG_PAUSED { en: "paused, {lines} below", es: "en pausa, {lines} abajo" }
}
