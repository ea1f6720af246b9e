// What the learner does at the terminal: keys' answers, questions, menus, prompts.

texts! {
    TUI_FROZEN { en: "wire frozen", es: "cable congelado" }
    HINT_OPEN { en: "open", es: "abrir" }
    TUI_NEW { en: "new", es: "nuevo" }
    TUI_AGAIN_QUITS { en: "{key} again quits; what was done is lost", es: "pulsa {key} otra vez para salir; se perderá lo hecho" }
    TUI_AGAIN_RESTARTS { en: "{key} again begins the lesson anew", es: "pulsa {key} otra vez para empezar la lección de nuevo" }
    TUI_AGAIN_SWAPS {
        en: "{key} again swaps server and client and begins anew",
        es: "pulsa {key} otra vez para intercambiar servidor y cliente y empezar de nuevo",
    }
    TUI_PREDICTIONS_ON { en: "questions: on", es: "preguntas: sí" }
    TUI_PREDICTIONS_OFF { en: "questions: off", es: "preguntas: no" }
    TUI_SIDE { en: "now {peer} makes the calls", es: "ahora llama {peer}" }
    TUI_LEVEL { en: "log from level {level} on", es: "registro desde el nivel {level}" }
    TUI_DROPPED_IT { en: "segment #{id} dropped", es: "segmento #{id} descartado" }
    TUI_DUPLICATED_IT { en: "segment #{id} duplicated", es: "segmento #{id} duplicado" }
    TUI_MOUSE_ON { en: "mouse: on", es: "ratón: sí" }
    TUI_MOUSE_OFF { en: "mouse: off", es: "ratón: no" }
    TUI_FILE { en: "inode {inode} · {mode} · size {size}", es: "inodo {inode} · {mode} · tamaño {size}" }
    TUI_TWO_TO_SWAP {
        en: "swapping takes two held segments of the same direction",
        es: "para intercambiar hacen falta dos segmentos retenidos del mismo sentido",
    }
    TUI_NOTHING_HELD_YET {
        en: "the wire is frozen, but no segment has come yet",
        es: "el cable está congelado, pero aún no llega ningún segmento",
    }
    TUI_WAITS_FOR {
        en: "waiting for: {wanted} ({key} again goes on without it)",
        es: "esperando: {wanted} ({key} otra vez sigue sin esperar)",
    }
    TUI_HALF_OPEN_AT { en: "handshake at {name}", es: "saludo en curso en {name}" }
    TUI_HELD_UP {
        en: "{call}() is still blocked on {peer}: it waits for the other side. {calls} makes any call.",
        es: "{call}() sigue bloqueada en {peer}: espera a que actúe el otro lado. {calls}: llamadas",
    }
    TUI_HELD_UP_BY_THE_WIRE {
        en: "{call}() is blocked on {peer} while the wire holds segments: {release} releases, {open} opens",
        es: "{call}() sigue bloqueada en {peer}; el cable está congelado: {release} libera, {open} abre",
    }
    TUI_UNEXPECTED { en: "Not what the lesson expected", es: "No es lo que esperaba la lección" }
    TUI_UNEXPECTED_HOW {
        en: "It expected this: {wanted}. It saw: {saw}. What follows may not fit any more: {restart} begins the lesson again.",
        es: "Se esperaba esto: {wanted}. Se vio: {saw}. Lo que sigue quizá ya no encaje: {restart} empieza la lección otra vez.",
    }
    TUI_BECAUSE_OF { en: "{why} (RFC 9293, {section})", es: "{why} (véase RFC 9293, {section})" }
    TUI_WHAT_IS_BORN {
        en: "Segment #{id} ({flags}) goes to {peer}, where {name} is listening. In which state will the new connection be born?",
        es: "El segmento #{id} ({flags}) va hacia {peer}, donde {name} escucha. ¿En qué estado nacerá la conexión nueva?",
    }
    TUI_CHOOSE_FIRST {
        en: "a digit or ↑ ↓ choose an answer; Esc shows it without one",
        es: "una cifra o ↑ ↓ eligen una respuesta; Esc la muestra sin responder",
    }
    TUI_BORN { en: "{peer} {name}: new connection → {to}", es: "{peer} {name}: conexión nueva → {to}" }
    TUI_WHAT_WILL_IT_DO {
        en: "Segment #{id} ({flags}) goes to {peer}, whose socket {name} is in {state}. Which state comes next?",
        es: "El segmento #{id} ({flags}) va hacia {peer}, cuyo socket {name} está en {state}. ¿Qué estado sigue?",
    }

    TUI_QUESTION { en: "What will happen?", es: "¿Qué pasará?" }
    TUI_QUESTION_HOW {
        en: "digit, or ↑ ↓ and Enter · Esc: just show it",
        es: "cifra, o ↑ ↓ y Enter · Esc: solo mostrarlo",
    }
    TUI_RIGHT { en: "Right!", es: "¡Correcto!" }
    TUI_ANSWERED {
        en: "You said: {given}.",
        es: "Dijiste: {given}.",
    }
    TUI_MEASURED { en: "Measured: {what}.", es: "Medido: {what}." }
    TUI_WRONG { en: "Not so. The answer: {answer}", es: "No es así. La respuesta: {answer}" }
    TUI_ANSWER { en: "The answer: {answer}", es: "La respuesta: {answer}" }

    TUI_MENU { en: "Menu", es: "Menú" }
    TUI_MENU_HOW { en: "↑ ↓ and Enter · Esc: close", es: "↑ ↓ y Enter · Esc: cerrar" }
    TUI_LESSONS { en: "The course", es: "El curso" }
    TUI_BOARDS { en: "Boards", es: "Tarjetas" }
    TUI_THEMES { en: "Themes", es: "Temas" }
    THEME_DARK { en: "dark", es: "oscuro" }
    THEME_LIGHT { en: "light, for a bright room", es: "claro, para un aula luminosa" }
    THEME_CONTRAST { en: "high contrast", es: "alto contraste" }
    THEME_COLORBLIND { en: "safe for colour-blind eyes", es: "apto para daltonismo" }
    THEME_MONOCHROME { en: "no colour", es: "sin color" }
    TUI_CALLS { en: "Calls", es: "Llamadas" }
    TUI_CALLS_HOW {
        en: "Enter: call · Space: edit · ← →: descriptor · Tab: other side",
        es: "Enter: llamar · Espacio: editar · ← →: descriptor · Tab: otro lado",
    }
    TUI_NEXT_OF_LESSON { en: "next in the lesson", es: "lo que sigue en la lección" }
    TUI_PROMPT { en: "Type a call", es: "Escribir una llamada" }
    TUI_PROMPT_HOW {
        en: "Enter: run · Tab: complete · ↑ ↓: earlier lines · Esc: close",
        es: "Enter: ejecutar · Tab: completar · ↑ ↓: líneas anteriores · Esc: cerrar",
    }
    TUI_ONLY_CALLS {
        en: "Here only calls, wire commands and notes can be run.",
        es: "Aquí solo se pueden ejecutar llamadas, comandos del cable y notas.",
    }
    TUI_SEARCH { en: "Search the log", es: "Buscar en el registro" }
    TUI_SEARCH_HOW { en: "Enter: keep · Esc: show all", es: "Enter: conservar · Esc: mostrar todo" }
    TUI_COPIED {
        en: "Given to the terminal to copy: {panel}, {count} lines. Some terminals take it only if they are told to.",
        es: "Dado a la terminal para copiar: {panel}, {count} líneas. Algunas lo aceptan solo si se les permite.",
    }
    TUI_LOG_SAVED { en: "The log was written to {file}.", es: "El registro se guardó en {file}." }
    TUI_LOG_NOT_SAVED { en: "The log could not be written: {why}.", es: "No se pudo guardar el registro: {why}." }
    TUI_NOT_A_TERMINAL {
        en: "This is not a terminal, so there is no screen to draw on. Use: sockscope run {lesson}",
        es: "Esto no es una terminal y no hay pantalla donde dibujar. Usa: sockscope run {lesson}",
    }
    TUI_UNUSABLE {
        en: "The terminal cannot be used: {why}. If too many files are open, raise ulimit -n.",
        es: "No se puede usar la terminal: {why}. Si hay demasiados archivos abiertos, aumenta ulimit -n.",
    }
    TUI_REPLAY {
        en: "recording · event {seq} of {last} · {time}",
        es: "grabación · evento {seq} de {last} · {time}",
    }
    TUI_REPLAY_ONLY {
        en: "This is a recording: there are no peers to ask. sockscope {lesson} runs the lesson anew.",
        es: "Esto es una grabación: no hay a quién pedirlo. sockscope {lesson} ejecuta la lección de nuevo.",
    }
    TUI_REPLAY_OVER {
        en: "The recording ends here. {first} is its beginning.",
        es: "La grabación termina aquí. {first} va a su comienzo.",
    }
    TUI_FIND { en: "Find in the recording", es: "Buscar en la grabación" }
    EXPLAIN_ONE { en: "Explain: {word}", es: "Explicar: {word}" }
    EXPLAIN_NONE { en: "Explain: no such word", es: "Explicar: no hay tal palabra" }
    EXPLAIN_HOW {
        en: "← → another word, or type one · Enter: all of it · Esc: close",
        es: "← → otra palabra, o escríbela · Enter: todo · Esc: cerrar",
    }
    EXPLAIN_ALL_HOW {
        en: "↑ ↓ scroll · ← → another word · Esc: back",
        es: "↑ ↓ desplazan · ← → otra palabra · Esc: volver",
    }
    TUI_FIND_HOW {
        en: "a step (4.), a state, a call, a segment (#3), any word · Enter: the next one · Esc",
        es: "un paso (4.), un estado, una llamada, un segmento (#3), otra palabra · Enter: el siguiente · Esc",
    }
    TUI_NOT_FOUND {
        en: "Nothing after this moment says {text}.",
        es: "Nada posterior a este momento dice {text}.",
    }
    TUI_RECORDING {
        en: "The session is recorded in {file}, from its beginning.",
        es: "La sesión se graba en {file}, desde su comienzo.",
    }
    TUI_RECORDING_ENDED {
        en: "The recording in {file} ends here: {why}.",
        es: "La grabación en {file} termina aquí: {why}.",
    }
    TUI_NO_SHELL {
        en: "There is no shell to go back to: none started this program.",
        es: "No hay intérprete al que volver: ninguno inició este programa.",
    }
    TUI_DUMB {
        en: "This terminal (TERM=dumb) cannot show a screen. Use: sockscope talk {lesson}",
        es: "Esta terminal (TERM=dumb) no puede mostrar una pantalla. Usa: sockscope talk {lesson}",
    }
    TUI_OPENING {
        en: "Setting up {board} … ({quit} quits)",
        es: "Preparando {board} … ({quit} sale)",
    }
    TUI_WAITING {
        en: "Waiting for {board} · Esc: go on with the virtual board · {why}",
        es: "Esperando a {board} · Esc: seguir con la tarjeta virtual · {why}",
    }
    TUI_GOES_ON {
        en: "The lesson goes on where it was, on {board}: what had been done was done again there.",
        es: "La lección sigue donde estaba, en {board}: lo que ya se había hecho se hizo allí otra vez.",
    }
    TUI_BOARD_LOST { en: "The board has lost its sockets", es: "La tarjeta perdió sus sockets" }
    TUI_LOST_SAME { en: "Go on here with {board}", es: "Seguir aquí con {board}" }
    TUI_LOST_SAME_HINT { en: "waits until it is back", es: "espera a que vuelva" }
    TUI_LOST_VIRTUAL { en: "Go on here with the virtual board", es: "Seguir aquí con la tarjeta virtual" }
    TUI_WIRE_LOST { en: "The private wire is lost", es: "Se perdió el cable privado" }
    TUI_LOST_NEW_WIRE { en: "Go on here on a new wire", es: "Seguir aquí con un cable nuevo" }
    TUI_LOST_ANEW { en: "Begin the lesson again", es: "Empezar la lección otra vez" }
    TUI_LOST_STAY { en: "Stay and look around", es: "Quedarse a mirar" }
    TUI_BOARD_NOW { en: "in use now", es: "la de ahora" }
    TUI_BOARD_BUSY { en: "busy: {by}", es: "ocupado: {by}" }
    TUI_BOARD_AUTO { en: "a board that answers, else the virtual one", es: "una tarjeta que responda o la virtual" }
    TUI_BOARD_VIRTUAL { en: "the board's program on this computer", es: "el programa de la tarjeta, en este equipo" }
    TUI_NO_GATE_HERE { en: "This wire has no gate", es: "Este cable no tiene compuerta" }
    TUI_ON_A_PAIR { en: "do it again on a pair", es: "rehacerlo en un par" }
    TUI_ON_A_PAIR_HINT { en: "its wire can be frozen; the host is simulated", es: "su cable se congela; el host es simulado" }
    TUI_ON_NO_PAIR { en: "stay with this machine's kernel", es: "seguir con el núcleo de este equipo" }
    TUI_BOARD_PAIR { en: "any system: the host is simulated", es: "cualquier sistema: el host es simulado" }
    TUI_BOARD_LOOPBACK { en: "two sockets of this computer, no gate", es: "dos sockets de este equipo, sin compuerta" }
    TUI_BOARD_OTHER { en: "another one …", es: "otra …" }
    TUI_BOARD_OTHER_HINT { en: "a port, a board's name, tcp:HOST:PORT", es: "un puerto, el nombre de una tarjeta, tcp:HOST:PUERTO" }
    TUI_PLACE { en: "Which board?", es: "¿Qué tarjeta?" }
    TUI_PLACE_HOW {
        en: "a port, a board's name, or tcp:HOST:PORT · Enter: go on there · Esc: close",
        es: "un puerto, el nombre de una tarjeta o tcp:HOST:PUERTO · Enter: seguir ahí · Esc: cerrar",
    }
    TUI_NOT_WAITED {
        en: "the board is not waited for any longer; it goes on joining its network by itself.",
        es: "ya no se espera a la tarjeta; ella sigue conectándose a su red por su cuenta.",
    }
}
