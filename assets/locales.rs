// Every text of the program, its languages side by side; `src/text.rs` reads this file.
//
// Grouped by room; a key begins with its room's name. A sentence ends with a full stop, a label
// does not. Placeholders are `{name}`, the same ones in both languages. The Spanish is neutral (no
// country's own words), says «socket» (never «zócalo») and the words of the glossary: descriptor de
// socket, extremo, enlazar, escuchar, aceptar, conectar, enviar, recibir, cerrar, cola de conexiones
// pendientes, bloqueado, segmento, acuse de recibo, tarjeta, puerto serie, registro.

texts! {
    // ── script: errors of the call language ──────────────────────────────────────────────────

    SCRIPT_PLACE { en: "line {line}, column {column}", es: "línea {line}, columna {column}" }
    SCRIPT_UNEXPECTED {
        en: "found {found}, expected {expected}",
        es: "aparece {found} y se esperaba {expected}",
    }
    SCRIPT_DID_YOU_MEAN { en: "Did you mean {word}?", es: "¿Quizá {word}?" }
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
        en: "0 (no flags are known here)",
        es: "0 (aquí no se conoce ningún indicador)",
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
    SCRIPT_WIRE_VERB { en: "a command for the wire", es: "una orden para el cable" }
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
        es: "Falta decir quién hace la llamada: la línea empieza con host:, board:, server: o client:.",
    }
    SCRIPT_NOTHING_TO_NAME {
        en: "Only socket() and accept() return a new descriptor that can be given a name.",
        es: "Solo socket() y accept() devuelven un descriptor nuevo al que poner nombre.",
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
        es: "Una línea tiene como máximo {max} caracteres; un texto se puede repetir con *.",
    }
    SCRIPT_TOO_LONG {
        en: "A script has at most {lines} lines and {bytes} bytes.",
        es: "Un guion tiene como máximo {lines} líneas y {bytes} bytes.",
    }
    SCRIPT_UNKNOWN_NAME {
        en: "{peer} has no descriptor named {name}.",
        es: "{peer} no tiene ningún descriptor llamado {name}.",
    }
    SCRIPT_KNOWN_NAMES { en: "Its names are: {names}.", es: "Sus nombres son: {names}." }
    SCRIPT_NO_NAMES {
        en: "It has none yet: make one with s = socket(AF_INET, SOCK_STREAM).",
        es: "Todavía no tiene ninguno: se crea uno con s = socket(AF_INET, SOCK_STREAM).",
    }
    SCRIPT_NO_ADDRESS {
        en: "{peer} has no address yet.",
        es: "{peer} todavía no tiene dirección.",
    }

    // ── lesson: errors of lesson files ───────────────────────────────────────────────────────

    LESSON_UNREADABLE {
        en: "The file cannot be read: {why}.",
        es: "No se puede leer el archivo: {why}.",
    }
    LESSON_TOO_LARGE {
        en: "The file is too large: a lesson has at most {max} bytes.",
        es: "El archivo es demasiado grande: una lección tiene como máximo {max} bytes.",
    }
    LESSON_NOT_UTF8 {
        en: "The file is not UTF-8 text; save it again with that encoding.",
        es: "El archivo no es texto UTF-8; hay que guardarlo de nuevo con esa codificación.",
    }
    LESSON_TOML {
        en: "This is not what a lesson file may hold: {why}.",
        es: "Esto no puede estar en un archivo de lección: {why}.",
    }
    LESSON_EMPTY { en: "The text has nothing in {which}.", es: "El texto está vacío en {which}." }
    LESSON_TOO_LONG {
        en: "The text in {which} has {len} characters; there is room for {max}.",
        es: "El texto en {which} tiene {len} caracteres; caben {max}.",
    }
    LESSON_COUNT {
        en: "There are {count} here; there must be from {min} to {max}.",
        es: "Aquí hay {count}; debe haber entre {min} y {max}.",
    }
    LESSON_BAD_ID {
        en: "A step needs an id of its own, of the letters a to z, digits and -.",
        es: "Cada paso necesita un id propio, con letras de la a a la z, cifras y -.",
    }
    LESSON_NO_SUCH_ANSWER {
        en: "The answer must be the English text of one of the choices.",
        es: "La respuesta debe ser el texto en inglés de una de las opciones.",
    }
    LESSON_NOT_AN_EXPECTATION {
        en: "Only lines that begin with expect can stand here; the others go to run.",
        es: "Aquí solo puede haber líneas que empiecen con expect; las demás van en run.",
    }
    LESSON_EMPTY_LINE { en: "The line says nothing.", es: "La línea no dice nada." }

    // ── cli: the command line ────────────────────────────────────────────────────────────────

    CLI_ABOUT {
        en: "An oscilloscope for sockets: step the BSD socket life cycle call by call and see every\nstate change of both ends.",
        es: "Un osciloscopio para sockets: recorre el ciclo de vida de los sockets BSD llamada a\nllamada y muestra cada cambio de estado de los dos extremos.",
    }
    CLI_EXAMPLES {
        en: "Examples:\n  sockscope                          the life cycle lesson, on the screen\n  sockscope run lifecycle            the same as plain text\n  sockscope run demo.sock --json     a script of your own, as JSON Lines\n  sockscope doctor                   what works on this machine, and what to do\n\n",
        es: "Ejemplos:\n  sockscope                          la lección del ciclo de vida, en pantalla\n  sockscope run lifecycle            lo mismo, como texto\n  sockscope run demo.sock --json     un guion propio, como JSON Lines\n  sockscope doctor                   qué funciona en este equipo y qué hacer\n\n",
    }
    CLI_RUN_EXAMPLES {
        en: "Examples:\n  sockscope run lifecycle --role client\n  sockscope run my-lesson.toml --lang es\n  echo 'host: s = socket(AF_INET, SOCK_STREAM)' | sockscope run - --json\n\n",
        es: "Ejemplos:\n  sockscope run lifecycle --role client\n  sockscope run mi-leccion.toml --lang es\n  echo 'host: s = socket(AF_INET, SOCK_STREAM)' | sockscope run - --json\n\n",
    }
    CLI_USAGE { en: "Usage", es: "Uso" }
    CLI_COMMANDS { en: "Commands", es: "Órdenes" }
    CLI_OPTIONS { en: "Options", es: "Opciones" }
    CLI_ARGUMENTS { en: "Arguments", es: "Argumentos" }
    CLI_LESSON {
        en: "The lesson to open (default: lifecycle)",
        es: "La lección que se abre (si no se indica: lifecycle)",
    }
    CLI_RUN {
        en: "Run a lesson or a script without the screen",
        es: "Ejecuta una lección o un guion sin la pantalla",
    }
    CLI_RUN_WHAT {
        en: "A lesson's name, a lesson file (.toml), a script, or - for lines on stdin (default: lifecycle)",
        es: "Una lección, un archivo de lección (.toml), un guion, o - para líneas por la entrada estándar (si no se indica: lifecycle)",
    }
    CLI_JSON {
        en: "Print the timeline as JSON Lines",
        es: "Imprime la línea de tiempo como JSON Lines",
    }
    CLI_LESSONS { en: "List the lessons", es: "Enumera las lecciones" }
    CLI_DOCTOR {
        en: "Say what works on this machine, why not, and what to try",
        es: "Dice qué funciona en este equipo, por qué no lo demás y qué probar",
    }
    CLI_COMPLETIONS {
        en: "Print a shell's completions",
        es: "Imprime el autocompletado de un intérprete de órdenes",
    }
    CLI_SHELL { en: "The shell", es: "El intérprete de órdenes" }
    CLI_MAN { en: "Print the manual page", es: "Imprime la página de manual" }
    CLI_BOARD {
        en: "Which board: auto, virtual, loopback, a serial port, or tcp:HOST:PORT (default: auto)",
        es: "Qué tarjeta: auto, virtual, loopback, un puerto serie o tcp:HOST:PORT (si no se indica: auto)",
    }
    CLI_ROLE {
        en: "The part that the host plays: server or client (default: server)",
        es: "El papel del equipo: server o client (si no se indica: server)",
    }
    CLI_LANG {
        en: "The language: es or en (default: the locale's)",
        es: "El idioma: es o en (si no se indica: el de la configuración regional)",
    }
    CLI_RECORD {
        en: "Write the timeline to FILE as JSON Lines",
        es: "Escribe la línea de tiempo en FILE como JSON Lines",
    }
    CLI_HELP { en: "Print help", es: "Muestra esta ayuda" }
    CLI_VERSION { en: "Print the version", es: "Muestra la versión" }
    CLI_UNKNOWN { en: "There is no option {arg}.", es: "No existe la opción {arg}." }
    CLI_NO_VALUE { en: "{arg} needs a value.", es: "{arg} necesita un valor." }
    CLI_BAD_VALUE {
        en: "{arg} cannot be {value}; it can be {valid}.",
        es: "{arg} no puede ser {value}; puede ser {valid}.",
    }
    CLI_MISSING { en: "{arg} is missing.", es: "Falta {arg}." }
    CLI_TWICE {
        en: "{arg} cannot be given here, or not twice.",
        es: "{arg} no se puede indicar aquí, o no dos veces.",
    }
    CLI_SEE_HELP { en: "See sockscope --help.", es: "Véase sockscope --help." }

    // ── session: getting the two peers together ──────────────────────────────────────────────

    SESSION_FALLBACK {
        en: "no private wire here ({step}: {why}), so the board is loopback: a second socket of this machine, without a gate. See sockscope doctor.",
        es: "aquí no hay cable privado ({step}: {why}), así que la tarjeta es loopback: otro socket de este equipo, sin compuerta. Véase sockscope doctor.",
    }
    SESSION_NO_WIRE {
        en: "the virtual board needs a private wire, and this machine refused it ({step}: {why}). Try --board loopback, or sockscope doctor to see why.",
        es: "la tarjeta virtual necesita un cable privado y este equipo lo ha rechazado ({step}: {why}). Prueba con --board loopback, o sockscope doctor para saber por qué.",
    }
    SESSION_SYSTEM {
        en: "this machine refused what every session needs: {why}",
        es: "este equipo ha rechazado lo que toda sesión necesita: {why}",
    }
    SESSION_NO_BOARD {
        en: "no board at {board}. Try --board virtual, or sockscope doctor.",
        es: "no hay ninguna tarjeta en {board}. Prueba con --board virtual, o sockscope doctor.",
    }

    // ── run: the timeline as text ────────────────────────────────────────────────────────────

    RUN_LINE { en: "line {line}: {what}", es: "línea {line}: {what}" }
    RUN_NO_GATE {
        en: "this board's wire has no gate: segments cannot be held. The virtual board has one (--board virtual).",
        es: "el cable de esta tarjeta no tiene compuerta: no se pueden retener segmentos. La tarjeta virtual sí la tiene (--board virtual).",
    }
    RUN_STILL_BLOCKED {
        en: "{peer} is still blocked in {call}() after {seconds} s, so this line cannot start",
        es: "{peer} sigue bloqueado en {call}() tras {seconds} s, así que esta línea no puede empezar",
    }
    RUN_NOTHING_HELD {
        en: "no such segment was held within {seconds} s",
        es: "no se ha retenido ningún segmento así en {seconds} s",
    }
    RUN_NO_ANSWER {
        en: "no answer to {source} within {seconds} s",
        es: "sin respuesta a {source} en {seconds} s",
    }
    RUN_REFUSED { en: "{peer} refused: {why}", es: "{peer} lo ha rechazado: {why}" }
    RUN_UNKNOWN {
        en: "there is no lesson and no file called {what}. Lessons: {known}",
        es: "no hay ninguna lección ni ningún archivo que se llame {what}. Lecciones: {known}",
    }
    RUN_UNREADABLE { en: "{file} cannot be read: {why}", es: "no se puede leer {file}: {why}" }
    RUN_UNWRITABLE { en: "{file} cannot be written: {why}", es: "no se puede escribir {file}: {why}" }
    RUN_SESSION {
        en: "host {host_addr} (this machine's kernel) · board {board_addr} ({board}) · wire: {link}",
        es: "host {host_addr} (el núcleo de este equipo) · board {board_addr} ({board}) · cable: {link}",
    }
    RUN_BLOCKED { en: "blocked in {call}()", es: "bloqueado en {call}()" }
    RUN_GATE_OPEN { en: "open", es: "abierta" }
    RUN_GATE_HOLDING { en: "holding", es: "retiene" }
    RUN_EXPECTED { en: "{text}, but saw {saw}", es: "{text}, pero se vio {saw}" }
    RUN_END_OK { en: "✓ done", es: "✓ terminado" }
    RUN_END_FAILED { en: "✗ not as expected", es: "✗ no fue como se esperaba" }
    RUN_FILE {
        en: "inode {inode}, mode {mode}, size {size}",
        es: "inodo {inode}, modo {mode}, tamaño {size}",
    }
    RUN_CAUSE_CALL { en: "call", es: "llamada" }
    RUN_CAUSE_SEGMENT { en: "segment", es: "segmento" }
    RUN_CAUSE_TIMER { en: "timer", es: "temporizador" }
    RUN_MEASURED { en: "measured", es: "medido" }
    RUN_INFERRED { en: "inferred", es: "inferido" }
    RUN_HELD { en: "held", es: "retenido" }
    RUN_RELEASED { en: "released", es: "liberado" }
    RUN_DROPPED { en: "dropped", es: "descartado" }
    RUN_DUPLICATED { en: "duplicated", es: "duplicado" }

    // ── wire: what doctor says of the private wire ───────────────────────────────────────────

    WIRE_HELPER { en: "the helper process", es: "el proceso auxiliar" }
    WIRE_USER_NAMESPACE { en: "user namespaces", es: "espacios de nombres de usuario" }
    WIRE_NETWORK_NAMESPACE { en: "network namespaces", es: "espacios de nombres de red" }
    WIRE_TUN { en: "a TUN device", es: "un dispositivo TUN" }
    WIRE_VETH {
        en: "a veth pair with a packet socket",
        es: "un par veth con un socket de paquetes",
    }
    WIRE_PATIENCE {
        en: "a kernel that waits while a segment is held",
        es: "un kernel que espera mientras se retiene un segmento",
    }
    WIRE_SOCKET_BY_DESCRIPTOR {
        en: "sockets handed over by descriptor",
        es: "sockets entregados por descriptor",
    }
    WIRE_SOCK_DIAG {
        en: "sock_diag, which tells the states of the kernel's sockets",
        es: "sock_diag, que dice los estados de los sockets del kernel",
    }
    WIRE_HINT_LINUX {
        en: "The private wire needs Linux. Use --board loopback, or an ESP32.",
        es: "El cable privado necesita Linux. Usa --board loopback o una ESP32.",
    }
    WIRE_HINT_START {
        en: "The program could not start itself again: see that /proc is mounted and that programs may be run from the folder that it is in.",
        es: "El programa no pudo arrancarse de nuevo a sí mismo: comprueba que /proc esté montado y que se puedan ejecutar programas desde la carpeta en la que está.",
    }
    WIRE_HINT_USER_NAMESPACE_LIMIT {
        en: "No user namespace is left. As root: sysctl -w user.max_user_namespaces=1000.",
        es: "No queda ningún espacio de nombres de usuario. Como root: sysctl -w user.max_user_namespaces=1000.",
    }
    WIRE_HINT_NETWORK_NAMESPACE_LIMIT {
        en: "No network namespace is left. As root: sysctl -w user.max_net_namespaces=1000.",
        es: "No queda ningún espacio de nombres de red. Como root: sysctl -w user.max_net_namespaces=1000.",
    }
    WIRE_HINT_USER_NAMESPACE_SWITCH {
        en: "User namespaces are for root only here. As root: sysctl -w kernel.unprivileged_userns_clone=1.",
        es: "Aquí los espacios de nombres de usuario son solo para root. Como root: sysctl -w kernel.unprivileged_userns_clone=1.",
    }
    WIRE_HINT_APPARMOR {
        en: "AppArmor restricts user namespaces (Ubuntu does so). As root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or give the program a profile that allows userns.",
        es: "AppArmor restringe los espacios de nombres de usuario (así viene Ubuntu). Como root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, o dale al programa un perfil que permita userns.",
    }
    WIRE_HINT_CONTAINER {
        en: "The system forbids it, as containers do. Run the program outside the container, or start the container with --cap-add SYS_ADMIN,NET_ADMIN.",
        es: "El sistema lo prohíbe, como suelen hacer los contenedores. Ejecuta el programa fuera del contenedor, o arranca el contenedor con --cap-add SYS_ADMIN,NET_ADMIN.",
    }
    WIRE_HINT_KERNEL {
        en: "This kernel was built without namespaces.",
        es: "Este kernel se compiló sin espacios de nombres.",
    }
    WIRE_HINT_TUN_NODE {
        en: "Only root may open /dev/net/tun here. That does no harm: a veth pair does the same.",
        es: "Aquí solo root puede abrir /dev/net/tun. No importa: un par veth hace lo mismo.",
    }
    WIRE_HINT_TUN_MODULE {
        en: "The TUN driver is not loaded (as root: modprobe tun). That does no harm: a veth pair does the same.",
        es: "El controlador TUN no está cargado (como root: modprobe tun). No importa: un par veth hace lo mismo.",
    }
    WIRE_HINT_VETH_MODULE {
        en: "The veth driver or packet sockets are missing. As root: modprobe veth; modprobe af_packet.",
        es: "Falta el controlador veth o faltan los sockets de paquetes. Como root: modprobe veth; modprobe af_packet.",
    }
    WIRE_HINT_READ_ONLY_SYSCTLS {
        en: "/proc/sys is read-only here: a segment that is held for more than a minute may end its connection.",
        es: "Aquí /proc/sys es de solo lectura: si un segmento se retiene más de un minuto, su conexión puede terminar.",
    }
    WIRE_HINT_OLD_KERNEL {
        en: "This kernel does not know the setting: a held segment is sent again sooner, and a long hold may end its connection.",
        es: "Este kernel no conoce el ajuste: un segmento retenido se reenvía antes, y una retención larga puede terminar su conexión.",
    }
    WIRE_HINT_DIAG_MODULE {
        en: "The sock_diag modules are missing (as root: modprobe tcp_diag). States of sockets without a descriptor are then inferred.",
        es: "Faltan los módulos de sock_diag (como root: modprobe tcp_diag). Sin ellos, los estados de los sockets sin descriptor se deducen.",
    }
}
