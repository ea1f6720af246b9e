// What is wrong with a line of the call language.

texts! {
    SCRIPT_AT {
        en: "line {line}, column {column}: {what}",
        es: "línea {line}, columna {column}: {what}",
    }
    SCRIPT_AT_THIS {
        en: "line {line}, column {column}: {what}\n  {excerpt}\n  {carets}",
        es: "línea {line}, columna {column}: {what}\n  {excerpt}\n  {carets}",
    }
    SCRIPT_UNEXPECTED {
        en: "found {found}, expected {expected}.",
        es: "aparece {found} y se esperaba {expected}.",
    }
    SCRIPT_UNEXPECTED_AMONG {
        en: "found {found}, expected {expected}: {words}.",
        es: "aparece {found} y se esperaba {expected}: {words}.",
    }
    SCRIPT_DID_YOU_MEAN { en: "Did you mean {word}?", es: "¿Quisiste decir {word}?" }
    SCRIPT_FORM { en: "The call is written {form}.", es: "La llamada se escribe {form}." }
    SCRIPT_LINE_START { en: "the start of a line", es: "el comienzo de una línea" }
    SCRIPT_CALL { en: "a call", es: "una llamada" }
    SCRIPT_COLON { en: "`:`", es: "`:`" }
    SCRIPT_OPEN_PAREN { en: "`(`", es: "`(`" }
    SCRIPT_CLOSE_PAREN { en: "`)`", es: "`)`" }
    SCRIPT_COMMA { en: "`,` and one more argument", es: "`,` y otro argumento" }
    SCRIPT_END_OF_LINE { en: "the end of the line", es: "el fin de la línea" }
    SCRIPT_DESCRIPTOR {
        en: "a descriptor (its name, like s, or its number)",
        es: "un descriptor (su nombre, como s, o su número)",
    }
    SCRIPT_NAME {
        en: "a name (letters without accents, digits and _)",
        es: "un nombre (letras sin acento, cifras y _)",
    }
    SCRIPT_DOMAIN { en: "an address family", es: "una familia de direcciones" }
    SCRIPT_KIND { en: "a type of socket", es: "un tipo de socket" }
    SCRIPT_PROTOCOL { en: "0 or a protocol", es: "0 o un protocolo" }
    SCRIPT_HOW { en: "which half to end", es: "qué mitad terminar" }
    SCRIPT_OPTION { en: "a socket option", es: "una opción de socket" }
    SCRIPT_EVENTS {
        en: "events, joined with +",
        es: "eventos, unidos con +",
    }
    SCRIPT_ADDRESS {
        en: "an address with its port, like HOST:7777 or 127.0.0.1:80",
        es: "una dirección con su puerto, como HOST:7777 o 127.0.0.1:80",
    }
    SCRIPT_PORT {
        en: "`:` and a port from 0 to 65535",
        es: "`:` y un puerto de 0 a 65535",
    }
    SCRIPT_NUMBER { en: "a number", es: "un número" }
    SCRIPT_FLAGS {
        en: "0, or flags joined with +",
        es: "0, o indicadores unidos con +",
    }
    SCRIPT_DATA {
        en: "a text in quotation marks, like \"hola\" or \"a\" * 1000, or a byte's word",
        es: "un texto entre comillas, como \"hola\" o \"a\" * 1000, o la palabra de un byte",
    }
    SCRIPT_DURATION {
        en: "a time with its unit, like 500ms or 2s",
        es: "un tiempo con su unidad, como 500ms o 2s",
    }
    SCRIPT_NONBLOCK { en: "0 or", es: "0 o bien" }
    SCRIPT_KIND_FLAG { en: "a flag of the type", es: "un indicador del tipo" }
    SCRIPT_CONTROL { en: "what to do with the flags", es: "qué hacer con los indicadores" }
    SCRIPT_REQUEST { en: "a request", es: "una petición" }
    SCRIPT_SET {
        en: "a set: descriptors joined with +, or",
        es: "un conjunto: descriptores unidos con +, o bien",
    }
    SCRIPT_BITS {
        en: "control bits, like S, SA, A, FA or R",
        es: "bits de control, como S, SA, A, FA o R",
    }
    SCRIPT_END { en: "whose machine", es: "de quién es la máquina" }
    SCRIPT_TEXT_TOO_SHORT {
        en: "The text has only {len} bytes: C would send what lies behind it in memory.",
        es: "El texto solo tiene {len} bytes: C enviaría lo que haya detrás en la memoria.",
    }
    SCRIPT_WIRE_VERB { en: "a command for the wire", es: "un comando para el cable" }
    SCRIPT_TIMERS { en: "whose timers the kernel has", es: "qué temporizadores tiene el núcleo" }
    SCRIPT_LANE { en: "a direction", es: "una dirección del cable" }
    SCRIPT_PICK {
        en: "how many segments, or which",
        es: "cuántos segmentos, o cuáles",
    }
    SCRIPT_OUTCOME {
        en: "an expectation, like host.s LISTEN, EINVAL, 0, \"hola\", HOST:7777, value 1",
        es: "una expectativa, como host.s LISTEN, EINVAL, 0, \"hola\", HOST:7777, value 1",
    }
    SCRIPT_STATE { en: "a state", es: "un estado" }
    SCRIPT_NO_ACTOR {
        en: "Say who makes the call: begin the line with host:, board:, server: or client:.",
        es: "Falta decir quién hace la llamada: empieza la línea con host:, board:, server: o client:.",
    }
    SCRIPT_NOTHING_TO_NAME {
        en: "Only socket(), accept() and dup() return a new descriptor that can be given a name.",
        es: "Solo socket(), accept() y dup() devuelven un descriptor nuevo al que poner nombre.",
    }
    SCRIPT_RESERVED_NAME {
        en: "This word belongs to the language; a descriptor needs another name.",
        es: "Esta palabra es del lenguaje; el descriptor necesita otro nombre.",
    }
    SCRIPT_NAME_TOO_LONG {
        en: "A name has at most {max} characters.",
        es: "Un nombre tiene como máximo {max} caracteres.",
    }
    SCRIPT_OUT_OF_RANGE {
        en: "The number must be from {min} to {max}.",
        es: "El número debe estar entre {min} y {max}.",
    }
    SCRIPT_TIMEOUT_RANGE {
        en: "A time is a whole number with its unit, from 1ms to 86400s: 100ms, not 0.1.",
        es: "El tiempo es un número entero con su unidad, de 1ms a 86400s: 100ms, no 0.1.",
    }
    SCRIPT_UNFINISHED_TEXT {
        en: "The text has no closing quotation mark.",
        es: "Al texto le faltan las comillas de cierre.",
    }
    SCRIPT_BAD_ESCAPE {
        en: "After a backslash there can be n, r, t, 0, a quotation mark, a backslash, or x and two hexadecimal digits.",
        es: "Tras una barra inversa puede ir n, r, t, 0, una comilla, otra barra inversa, o x y dos cifras hexadecimales.",
    }
    SCRIPT_BAD_HEX {
        en: "Between the quotation marks of hex there can only be pairs of hexadecimal digits, like hex\"0d 0a\".",
        es: "Entre las comillas de hex solo caben pares de cifras hexadecimales, como hex\"0d 0a\".",
    }
    SCRIPT_TOO_MUCH_DATA {
        en: "Too many bytes for one call: at most {fill} of one byte repeated, or {repeat} of a longer text.",
        es: "Demasiados bytes para una llamada: como máximo {fill} de un byte repetido o {repeat} de un texto más largo.",
    }
    SCRIPT_TOO_MANY_ENTRIES {
        en: "A poll() has at most {max} entries.",
        es: "Un poll() tiene como máximo {max} entradas.",
    }
    SCRIPT_LINE_TOO_LONG {
        en: "A line has at most {max} characters; repeat a text with * instead.",
        es: "Una línea tiene como máximo {max} caracteres; repite el texto con *.",
    }
    SCRIPT_TOO_LONG {
        en: "A script has at most {lines} lines and {bytes} bytes.",
        es: "Un guion tiene como máximo {lines} líneas y {bytes} bytes.",
    }
    SCRIPT_UNKNOWN_NAME {
        en: "There is no descriptor named {name} on {peer}.",
        es: "En {peer} no hay ningún descriptor llamado {name}.",
    }
    SCRIPT_KNOWN_NAMES { en: "The names there are: {names}.", es: "Los nombres que hay son: {names}." }
    SCRIPT_NO_NAMES {
        en: "There is none yet: make one with s = socket(AF_INET, SOCK_STREAM).",
        es: "Todavía no hay ninguno: crea uno con s = socket(AF_INET, SOCK_STREAM).",
    }
    SCRIPT_NO_ADDRESS {
        en: "There is no address for {peer} yet.",
        es: "Todavía no hay dirección para {peer}.",
    }
}
