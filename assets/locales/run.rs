// The timeline as text, and what can stop a run.

texts! {
    RUN_LINE { en: "line {line}: {what}", es: "línea {line}: {what}" }
    RUN_LEFT_OUT {
        en: "left out, since no such segment is held: {line}",
        es: "se omite, porque no hay retenido ningún segmento así: {line}",
    }
    RUN_NO_GATE {
        en: "this board's wire has no gate: segments cannot be held. The virtual board has one (--board virtual), and so has a pair of simulated ends, on any system (--board pair).",
        es: "el cable de esta tarjeta no tiene compuerta: no se pueden retener segmentos. La tarjeta virtual sí la tiene (--board virtual), y también un par de extremos simulados, en cualquier sistema (--board pair).",
    }
    RUN_TIMERS_LATE {
        en: "The wire was made before this line was read. wire: timers real stands in a file, before the script's first call.",
        es: "El cable se hizo antes de leer esta línea. wire: timers real va en un archivo, antes de la primera llamada del guion.",
    }
    RUN_RACE {
        en: "Something keeps moving between the two ends: from here on, what comes first may differ from run to run.",
        es: "Entre los dos extremos sigue moviéndose algo: a partir de aquí, lo que ocurra primero puede cambiar de una ejecución a otra.",
    }
    RUN_STILL_BLOCKED {
        en: "{call}() is still blocked on {peer} after {seconds} s, so this line cannot start",
        es: "{call}() sigue bloqueada en {peer} tras {seconds} s, así que esta línea no puede empezar",
    }
    RUN_NOTHING_HELD {
        en: "no such segment was held within {seconds} s",
        es: "no se retuvo ningún segmento así en {seconds} s",
    }
    RUN_CALL_LEFT_OUT {
        en: "left out, since the program has not come to this call: {line}",
        es: "se omite, porque el programa no llegó a esta llamada: {line}",
    }
    RUN_NOT_CALLED {
        en: "the program has not come to this call within {seconds} s",
        es: "el programa no llegó a esta llamada en {seconds} s",
    }
    RUN_NO_ANSWER {
        en: "no answer to {source} within {seconds} s",
        es: "sin respuesta a {source} en {seconds} s",
    }
    RUN_REFUSED { en: "{peer} refused: {why}", es: "{peer} lo rechazó: {why}" }
    RUN_NOTHING_NAMED {
        en: "an empty name is no lesson and no file. Lessons: {known}; a file's path; or - for stdin",
        es: "un nombre vacío no es una lección ni un archivo. Lecciones: {known}; la ruta de un archivo; o - para la entrada estándar",
    }
    RUN_WIRE_GONE {
        en: "the private wire is gone: its helper process has ended, so no socket can be made on it any more. Start the lesson again",
        es: "el cable privado ya no existe: su proceso auxiliar terminó y no se pueden crear más sockets en él. Empieza la lección otra vez",
    }
    RUN_UNKNOWN {
        en: "there is no lesson and no file called {what}. Lessons: {known}.",
        es: "no hay ninguna lección ni ningún archivo que se llame {what}. Lecciones: {known}.",
    }
    RUN_UNREADABLE { en: "{file} cannot be read: {why}", es: "no se puede leer {file}: {why}" }
    RUN_FIFO { en: "{file} is a FIFO: waiting until somebody writes to it", es: "{file} es un FIFO: se espera a que alguien escriba en él" }
    RUN_NOT_UTF8 {
        en: "line {line}, column {column}: the byte {byte} is no UTF-8 text. Save the script as UTF-8: other bytes than you wrote would be sent.",
        es: "línea {line}, columna {column}: el byte {byte} no es texto UTF-8. Guarda el guion en UTF-8: se enviarían otros bytes que los que escribiste.",
    }
    RUN_SAME_FILE {
        en: "{file} is the script itself: a recording would be written over it. Give --record another name.",
        es: "{file} es el propio guion: la grabación lo sobrescribiría. Da otro nombre a --record.",
    }
    RECORD_EXISTS {
        en: "{file} exists already, and nothing was written. Give --record another name, or write over it with --overwrite.",
        es: "{file} ya existe y no se escribió nada. Da otro nombre a --record o sobrescríbelo con --overwrite.",
    }
    REPLAY_NO_EVENT { en: "this is no event ({why})", es: "esto no es un evento ({why})" }
    REPLAY_TOO_LONG {
        en: "it is longer than {most} MiB and is left out",
        es: "pasa de {most} MiB y se omite",
    }
    REPLAY_NEWER_KIND {
        en: "events of the kind {kind} are of a newer sockscope; they are left out",
        es: "los eventos del tipo {kind} son de un sockscope más nuevo; se omiten",
    }
    REPLAY_NEWER {
        en: "the recording has version {version} of the format, newer than this program; what it knows is shown",
        es: "la grabación tiene la versión {version} del formato, más nueva que este programa; se muestra lo que conoce",
    }
    REPLAY_NO_SESSION {
        en: "a recording begins with its session; this one's beginning is missing",
        es: "una grabación comienza con su sesión; a esta le falta el comienzo",
    }
    REPLAY_CUT_OFF { en: "the recording is cut off here", es: "la grabación se corta aquí" }
    REPLAY_MORE {
        en: "{count} more lines could not be read",
        es: "otras {count} líneas no se pudieron leer",
    }
    REPLAY_NO_RECORDING {
        en: "{what} has no recording in the program; this makes one: sockscope run {what} --record auto",
        es: "{what} no tiene grabación en el programa; esto hace una: sockscope run {what} --record auto",
    }
    REPLAY_NOTHING {
        en: "nothing in {file} can be read as a recording",
        es: "nada de {file} se puede leer como grabación",
    }
    RECORDED_IN { en: "recorded in {file}", es: "grabado en {file}" }
    RUN_VALUE_LINGER { en: "on {on}, {seconds} s", es: "activado {on}, {seconds} s" }
    RUN_STILL_WAITING {
        en: "{call}() is still blocked on {peer}",
        es: "{call}() sigue bloqueada en {peer}",
    }
    RUN_UNWRITABLE { en: "{file} cannot be written: {why}", es: "no se puede escribir {file}: {why}" }
    RUN_SESSION_PAIR {
        en: "host {host_addr} (simulated) · board {board_addr} (pair) · wire: in memory",
        es: "host {host_addr} (simulado) · board {board_addr} (pair) · cable: en la memoria",
    }
    RUN_SESSION {
        en: "host {host_addr} (this machine's kernel) · board {board_addr} ({board}) · wire: {link}",
        es: "host {host_addr} (el núcleo de este equipo) · board {board_addr} ({board}) · cable: {link}",
    }
    RUN_SESSION_PROGRAMS {
        en: "{host} {host_addr} · {board} {board_addr} (your programs, each with this machine's kernel) · wire: {link}",
        es: "{host} {host_addr} · {board} {board_addr} (tus programas, cada uno con el núcleo de este equipo) · cable: {link}",
    }
    RUN_GONE {
        en: "{call}() never returns: who called has ended",
        es: "{call}() nunca retorna: quien llamó ya terminó",
    }
    RUN_BLOCKED { en: "{call}() is blocked", es: "{call}() está bloqueada" }
    RUN_UNPLUGGED { en: "unplugged: nothing passes", es: "desenchufado: nada pasa" }
    RUN_HOST_OFF {
        en: "the host is taken for switched off: nothing passes",
        es: "se da por apagado el host: nada pasa",
    }
    RUN_BOARD_OFF {
        en: "the board is taken for switched off: nothing passes",
        es: "se da por apagada la tarjeta: nada pasa",
    }
    RUN_PROGRAM_OFF {
        en: "the machine of {program} is taken for switched off: nothing passes",
        es: "se da por apagada la máquina de {program}: nada pasa",
    }
    RUN_GATE_OPEN { en: "open", es: "abierto" }
    RUN_GATE_HOLDING { en: "holding", es: "congelado" }
    RUN_EXPECTED { en: "{text}, but saw {saw}", es: "{text}, pero se vio {saw}" }
    RUN_END_OK { en: "✓ done", es: "✓ terminado" }
    RUN_END_NOT_BEGUN { en: "✗ it has not begun", es: "✗ no llegó a empezar" }
    RUN_END_FAILED { en: "✗ not as expected", es: "✗ no fue como se esperaba" }
    RUN_FILE {
        en: "inode {inode}, mode {mode}, size {size}",
        es: "inodo {inode}, modo {mode}, tamaño {size}",
    }
    RUN_CAUSE_CALL { en: "call", es: "llamada" }
    RUN_CAUSE_SEGMENT { en: "segment", es: "segmento" }
    RUN_CAUSE_TIMER { en: "timer", es: "temporizador" }
    RUN_CAUSE_RESTART { en: "restart", es: "reinicio" }
    RUN_MEASURED { en: "measured", es: "medido" }
    RUN_INFERRED { en: "inferred", es: "deducido" }
    RUN_HELD { en: "held", es: "retenido" }
    RUN_RELEASED { en: "released", es: "liberado" }
    RUN_DROPPED { en: "dropped", es: "descartado" }
    RUN_DUPLICATED { en: "duplicated", es: "duplicado" }
    RUN_NO_TASK {
        en: "{what} is no task and no puzzle: --solution is for those.",
        es: "{what} no es una tarea ni un acertijo: --solution es para eso.",
    }
}
