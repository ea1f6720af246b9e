// The spoken way: words that stand for keys, and what is said in plain lines. In a list of words the first is named.

texts! {
    TALK_NO_STDIN {
        en: "talk takes its words from stdin, not a script. For a script: sockscope run -",
        es: "talk toma de la entrada estándar sus palabras, no un guion. Para un guion: sockscope run -",
    }
    TALK_NEXT { en: "next, n", es: "siguiente, sigue, s" }
    TALK_BACK { en: "back, b", es: "atrás, a" }
    TALK_FIRST { en: "beginning", es: "comienzo" }
    TALK_NOW { en: "now", es: "ahora" }
    TALK_STEPS { en: "steps", es: "pasos" }
    TALK_NOTE { en: "note", es: "nota" }
    TALK_HINT { en: "hint", es: "pista" }
    TALK_CALLS { en: "calls", es: "llamadas" }
    TALK_CALL { en: "call", es: "llamada" }
    TALK_SIDE { en: "side", es: "lado" }
    TALK_FREEZE { en: "freeze", es: "congelar, congela" }
    TALK_RELEASE { en: "release", es: "liberar, libera" }
    TALK_RELEASE_ALL { en: "release all", es: "liberar todo, libera todo" }
    TALK_DROP { en: "drop", es: "descartar, descarta" }
    TALK_DUPLICATE { en: "duplicate", es: "duplicar, duplica" }
    TALK_SWAP { en: "swap", es: "intercambiar, intercambia" }
    TALK_QUESTIONS { en: "questions", es: "preguntas" }
    TALK_LESSONS { en: "lessons", es: "lecciones" }
    TALK_RESTART { en: "restart", es: "reiniciar, reinicia" }
    TALK_ROLE { en: "roles", es: "papeles" }
    TALK_BOARDS { en: "boards", es: "tarjetas" }
    TALK_KEEP { en: "keep", es: "guardar, guarda" }
    TALK_LANGUAGE { en: "language", es: "idioma" }
    TALK_QUIT { en: "quit, exit", es: "salir, fin" }
    TALK_WHERE { en: "where", es: "dónde" }
    TALK_WHY { en: "why", es: "por qué, porqué" }
    TALK_HELP { en: "help", es: "ayuda" }
    TALK_EXPLAIN { en: "explain", es: "explicar, explica" }
    TALK_SKIP { en: "skip", es: "saltar, salta" }
    TALK_OPEN { en: "open", es: "abrir, abre" }
    TALK_ADD { en: "add", es: "agregar, agrega" }
    TALK_REMOVE { en: "remove", es: "quitar, quita" }
    TALK_RUN { en: "run", es: "ejecutar, ejecuta" }
    TALK_WHERE_HELP { en: "where you are, and what is so now", es: "dónde estás y cómo está todo ahora" }
    TALK_WHY_HELP { en: "why the last thing happened", es: "por qué pasó lo último" }
    TALK_HELP_HELP { en: "these words", es: "estas palabras" }
    TALK_EXPLAIN_HELP { en: "with a word behind it: what that means", es: "seguida de una palabra: qué significa" }
    TALK_SKIP_HELP { en: "no answer to the question; leaves a list", es: "no responder la pregunta; dejar una lista" }
    TALK_OPEN_HELP { en: "opens the wire", es: "abrir el cable" }
    TALK_ADD_HELP { en: "with a number: a new line behind that one (in a puzzle)", es: "con un número: una línea nueva después de esa (en un acertijo)" }
    TALK_REMOVE_HELP { en: "with a number: away with that line (in a puzzle)", es: "con un número: quitar esa línea (en un acertijo)" }
    TALK_RUN_HELP { en: "runs the mended lines (in a puzzle)", es: "ejecutar las líneas corregidas (en un acertijo)" }
    TALK_HELP_HEAD {
        en: "An empty line goes on. A number chooses. The words:",
        es: "Una línea vacía avanza. Un número elige. Las palabras:",
    }
    TALK_HELP_CALLS {
        en: "Everything else is a call, as in: s = socket(AF_INET, SOCK_STREAM), or with its side: board: close(c), wire: hold.",
        es: "Todo lo demás es una llamada, como s = socket(AF_INET, SOCK_STREAM), o con su lado: board: close(c), wire: hold.",
    }
    TALK_HELLO {
        en: "sockscope, in plain lines. An empty line goes on, help tells the words, quit ends.",
        es: "sockscope, en líneas de texto. Una línea vacía avanza, ayuda dice las palabras, salir termina.",
    }
    TALK_QUESTION { en: "Question: {question}", es: "Pregunta: {question}" }
    TALK_QUESTION_HOW { en: "Type a number, or skip.", es: "Escribe un número, o saltar." }
    TALK_MENU_HOW { en: "Type a number, or 0 for none.", es: "Escribe un número, o 0 para ninguno." }
    TALK_MEND_HOW {
        en: "A number changes that line; add 3, remove 3, and run; 0 leaves them.",
        es: "Un número cambia esa línea; agregar 3, quitar 3 y ejecutar; 0 las deja.",
    }
    TALK_LINE {
        en: "The line says: {line} – type the new one; an empty line leaves it.",
        es: "La línea dice: {line} – escribe la nueva; una línea vacía la deja igual.",
    }
    TALK_PLACE { en: "Type the board's place; an empty line leaves it.", es: "Escribe dónde está la tarjeta; una línea vacía lo deja." }
    TALK_NOTHING_TO_CHOOSE { en: "There is nothing to choose now.", es: "Ahora no hay nada que elegir." }
    TALK_NO_SUCH_NUMBER { en: "The numbers go up to {count}.", es: "Los números llegan hasta {count}." }
    TALK_ANSWER_FIRST { en: "First the question: a number, or skip.", es: "Primero la pregunta: un número, o saltar." }
    TALK_JUST_TYPE { en: "Just type the call.", es: "Escribe la llamada sin más." }
    TALK_NO_LINES { en: "There are no lines to change now.", es: "Ahora no hay líneas que cambiar." }
    TALK_NOT_UNDERSTOOD { en: "The word {help} tells what is understood.", es: "La palabra {help} dice qué se entiende." }
    TALK_PLACE_IS { en: "{title}, step {step} of {all}.", es: "{title}, paso {step} de {all}." }
    TALK_PAST { en: "This is the past; the word now returns.", es: "Esto es el pasado; la palabra ahora regresa." }
    TALK_NO_SOCKETS { en: "{peer}: no socket.", es: "{peer}: ningún socket." }
    TALK_BLOCKED { en: "{peer}: {call} is blocked.", es: "{peer}: {call} está bloqueada." }
    TALK_NO_GATE { en: "The wire cannot be frozen here.", es: "Aquí el cable no se puede congelar." }
    TALK_IS_FROZEN { en: "The wire is frozen.", es: "El cable está congelado." }
    TALK_IS_OPEN { en: "The wire is open.", es: "El cable está abierto." }
    TALK_HELD { en: "Held: segment {id}, {word}, from {peer}.", es: "Retenido: segmento {id}, {word}, de {peer}." }
    TALK_OPEN_NOW { en: "open now", es: "abierta ahora" }
    TALK_SIDE_IS { en: "Calls that you type are made by: {peer}.", es: "Las llamadas que escribes las hace: {peer}." }
    TALK_NO_WHY { en: "Nothing has happened yet.", es: "Todavía no ha pasado nada." }
    TALK_ONLY_STAGE { en: "That is for the screen only.", es: "Eso es solo para la pantalla." }
}
