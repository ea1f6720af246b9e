// The command line.

texts! {
    CLI_ABOUT {
        en: "An oscilloscope for sockets: step the BSD socket life cycle call by call and see every\nstate change of both ends.",
        es: "Un osciloscopio para sockets: recorre el ciclo de vida de los sockets BSD llamada a\nllamada y muestra cada cambio de estado de los dos extremos.",
    }
    CLI_EXAMPLES {
        en: "Examples:\n  sockscope                          the life cycle lesson, on the screen\n  sockscope run lifecycle            the same as plain text\n  sockscope run demo.sock --json     a script of your own, as JSON Lines\n  sockscope doctor                   what works on this machine, and what to do\n\n",
        es: "Ejemplos:\n  sockscope                          la lección del ciclo de vida, en pantalla\n  sockscope run lifecycle            lo mismo, como texto\n  sockscope run demo.sock --json     un guion propio, como JSON Lines\n  sockscope doctor                   qué funciona en este equipo y qué hacer\n\n",
    }
    CLI_RUN_EXAMPLES {
        en: "Examples:\n  sockscope run lifecycle --role client\n  sockscope run my-lesson.toml --lang es\n  sockscope run make-closing --solution mine.sock\n  echo 'host: s = socket(AF_INET, SOCK_STREAM)' | sockscope run - --json\n\n",
        es: "Ejemplos:\n  sockscope run lifecycle --role client\n  sockscope run mi-leccion.toml --lang es\n  sockscope run make-closing --solution mio.sock\n  echo 'host: s = socket(AF_INET, SOCK_STREAM)' | sockscope run - --json\n\n",
    }
    CLI_MORE {
        en: "The manuals: docs/ beside the program's source. A mistake? A recording tells it best:\nsockscope run … --record bug.jsonl, and docs/CONTRIBUTING.md says where to.",
        es: "Los manuales: docs/ junto al código fuente del programa. ¿Un error? Lo que mejor lo cuenta es\nuna grabación: sockscope run … --record error.jsonl; docs/CONTRIBUTING.md dice adónde.",
    }
    CLI_GROUP_LEARN { en: "Learn", es: "Aprender" }
    CLI_GROUP_KEEP { en: "Keep and compare", es: "Guardar y comparar" }
    CLI_GROUP_TEACH { en: "Teach", es: "Enseñar" }
    CLI_GROUP_BOARD { en: "A board of your own", es: "Una tarjeta propia" }
    CLI_GROUP_HELP { en: "Help", es: "Ayuda" }
    CLI_GROUP_MORE { en: "More", es: "Más" }
    CLI_ARGUMENTS { en: "Arguments", es: "Argumentos" }
    CLI_USAGE { en: "Usage", es: "Uso" }
    CLI_COMMANDS { en: "Commands", es: "Comandos" }
    CLI_OPTIONS { en: "Options", es: "Opciones" }
    CLI_LESSON {
        en: "The lesson, task or puzzle to open, or a file (default: where you are in the course)",
        es: "La lección, tarea o acertijo que se abre, o un archivo (si no se indica: donde vas en el curso)",
    }
    CLI_STEP {
        en: "Open the lesson at this step, by its name or number: it runs up to there",
        es: "Abre la lección en este paso, por su nombre o su número: se ejecuta hasta ahí",
    }
    TUI_NO_SUCH_STEP {
        en: "The lesson has no step {step}. Its steps: {steps}.",
        es: "La lección no tiene ningún paso {step}. Sus pasos: {steps}.",
    }
    CLI_RUN {
        en: "Run a lesson or a script without the screen",
        es: "Ejecuta una lección o un guion sin la pantalla",
    }
    CLI_DIFF {
        en: "Say where two recordings part: a call, a return, a state, a segment; times and chance do not count",
        es: "Dice dónde se separan dos grabaciones: una llamada, un retorno, un estado, un segmento; ni los tiempos ni el azar cuentan",
    }
    CLI_DIFF_EXAMPLES {
        en: "Examples:\n  sockscope diff lifecycle mine.jsonl\n\n",
        es: "Ejemplos:\n  sockscope diff lifecycle mia.jsonl\n\n",
    }
    DIFF_SAME { en: "Both tell the same story.", es: "Las dos cuentan la misma historia." }
    DIFF_PARTS { en: "They part here:", es: "Se separan aquí:" }
    DIFF_LEFT_OUT {
        en: "One goes on so far beyond the other that {count} events were not compared.",
        es: "Una va tan por delante de la otra que {count} sucesos no se compararon.",
    }
    DIFF_NOTHING { en: "nothing more", es: "nada más" }
    CLI_REPLAY {
        en: "Play a recording again, or that of a lesson that ships: no socket, no port, no network",
        es: "Reproduce una grabación, o la de una lección incluida: sin sockets, puertos ni red",
    }
    CLI_REPLAY_EXAMPLES {
        en: "Examples:\n  sockscope replay lifecycle\n  sockscope replay mine.jsonl\n  sockscope replay mine.jsonl --text --lang es\n\n",
        es: "Ejemplos:\n  sockscope replay lifecycle\n  sockscope replay mia.jsonl\n  sockscope replay mia.jsonl --text --lang en\n\n",
    }
    CLI_REPLAY_TEXT { en: "Print it as run does", es: "La imprime como lo hace run" }
    CLI_RECORDING {
        en: "A recording (.jsonl), or a lesson that ships, whose recording is in the program",
        es: "Una grabación (.jsonl) o una lección incluida, cuya grabación está en el programa",
    }
    CLI_RUN_WHAT {
        en: "A lesson, task or puzzle, a lesson file (.toml), a script, or - for lines on stdin (default: lifecycle)",
        es: "Una lección, tarea o acertijo, un archivo de lección (.toml), un guion, o - para líneas por la entrada estándar (si no se indica: lifecycle)",
    }
    CLI_SOLUTION {
        en: "The lines that solve the task, or the puzzle's mended script; - reads them from stdin",
        es: "Las líneas que resuelven la tarea, o el guion corregido del acertijo; con - se leen de la entrada estándar",
    }
    CLI_JSON {
        en: "Print the timeline as JSON Lines",
        es: "Imprime la cronología como JSON Lines",
    }
    CLI_LESSONS {
        en: "List the course: lessons, tasks and puzzles; what is done, what comes next",
        es: "Enumera el curso: lecciones, tareas y acertijos; qué está hecho y qué sigue",
    }
    CLI_LESSONS_EXAMPLES {
        en: "Examples:\n  sockscope lessons                          the course; ✓ done, ▸ next\n  sockscope lessons --progress               what was done, what to look at again\n  sockscope lessons --progress --csv         the same for a spreadsheet\n\n",
        es: "Ejemplos:\n  sockscope lessons                          el curso; ✓ hecho, ▸ sigue\n  sockscope lessons --progress               lo hecho y lo que conviene repasar\n  sockscope lessons --progress --csv         lo mismo para una hoja de cálculo\n\n",
    }
    CLI_LESSONS_JSON {
        en: "Print one JSON object a line",
        es: "Imprime un objeto JSON por línea",
    }
    CLI_PROGRESS {
        en: "Say what was done, and which predictions were right",
        es: "Dice qué está hecho y qué predicciones acertaron",
    }
    CLI_PROGRESS_CSV { en: "The progress as CSV", es: "El avance como CSV" }
    CLI_FORGET { en: "Forget all progress", es: "Olvida todo el avance" }
    CLI_NAME {
        en: "Keep this name with the progress; without it there is none",
        es: "Guarda este nombre con el avance; sin esto no hay ninguno",
    }
    CLI_JSON_LIST { en: "Print it as JSON", es: "Lo imprime como JSON" }
    CLI_EXPLAIN {
        en: "Say what a call, a state, an errno, an option, a flag or a sign means",
        es: "Dice qué significa una llamada, un estado, un errno, una opción, un indicador o un signo",
    }
    CLI_EXPLAIN_EXAMPLES {
        en: "Examples:\n  sockscope explain accept\n  sockscope explain TIME-WAIT\n  sockscope explain EADDRINUSE\n  sockscope explain SO_LINGER\n  sockscope explain 112\n  sockscope explain\n\n",
        es: "Ejemplos:\n  sockscope explain accept\n  sockscope explain TIME-WAIT\n  sockscope explain EADDRINUSE\n  sockscope explain SO_LINGER\n  sockscope explain 112\n  sockscope explain\n\n",
    }
    CLI_EXPLAIN_WORD {
        en: "A call, a state of TCP, an errno's name or number, an option, a flag, a sign of the screen; without it, all are listed",
        es: "Una llamada, un estado de TCP, el nombre o el número de un errno, una opción, un indicador, un signo de la pantalla; sin ella, se listan todas",
    }
    ABOUT_ERRNO { en: "{name} ({numbers})", es: "{name} ({numbers})" }
    EXPLAIN_SEE { en: "See {places}", es: "Ver {places}" }
    EXPLAIN_SECTION { en: "RFC 9293 section {section}", es: "RFC 9293, sección {section}" }
    EXPLAIN_UNKNOWN {
        en: "{word} is no word that sockscope knows; sockscope explain lists them.",
        es: "sockscope no conoce la palabra {word}; sockscope explain las lista todas.",
    }
    CLI_HELP_COMMAND { en: "Print help, of a command too", es: "Muestra esta ayuda o la de un comando" }
    CLI_HELP_OF { en: "The command", es: "El comando" }
    CLI_DOCTOR {
        en: "Say what works on this machine, why not, and what to try",
        es: "Dice qué funciona en este equipo, por qué no lo demás y qué probar",
    }
    CLI_COMPLETIONS {
        en: "Print a shell's completions",
        es: "Imprime el autocompletado de un intérprete de comandos",
    }
    CLI_SHELL { en: "The shell", es: "El intérprete de comandos" }
    CLI_MAN { en: "Print the manual page", es: "Imprime la página de manual" }
    CLI_BOARD {
        en: "Which board: auto, virtual, pair, loopback, a serial port, or tcp:HOST:PORT (default: auto)",
        es: "Qué tarjeta: auto, virtual, pair, loopback, un puerto serie o tcp:HOST:PORT (si no se indica: auto)",
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
        en: "Write the timeline to FILE as JSON Lines; auto names the file after day and lesson",
        es: "Escribe la cronología en FILE como JSON Lines; auto le da por nombre el día y la lección",
    }
    CLI_OVERWRITE {
        en: "Let --record write over a file that exists",
        es: "Permite que --record sobrescriba un archivo que ya existe",
    }
    CLI_HELP { en: "Print help", es: "Muestra esta ayuda" }
    CLI_VERSION { en: "Print the version", es: "Muestra la versión" }
    CLI_UNKNOWN { en: "There is no option {arg}.", es: "No existe la opción {arg}." }
    CLI_TALK { en: "The course by typed words, in plain lines", es: "El curso con palabras escritas, en líneas de texto" }
    CLI_TALK_WHAT {
        en: "A lesson, a task, a puzzle or a file; without it, where you are in the course",
        es: "Una lección, una tarea, un acertijo o un archivo; sin él, donde vas en el curso",
    }
    CLI_TALK_EXAMPLES {
        en: "Examples:\n  sockscope talk\n  sockscope talk handshake --board pair\n  sockscope talk lifecycle < words.txt\n\n",
        es: "Ejemplos:\n  sockscope talk\n  sockscope talk handshake --board pair --lang es\n  sockscope talk lifecycle < palabras.txt\n\n",
    }
    CLI_NO_VALUE { en: "{arg} needs a value.", es: "{arg} necesita un valor." }
    CLI_BAD_VALUE {
        en: "{arg} cannot be {value}; it can be {valid}.",
        es: "{arg} no puede ser {value}; puede ser {valid}.",
    }
    CLI_ONE_TOO_MANY { en: "{arg} is one too many here.", es: "Aquí sobra {arg}." }
    CLI_NO_SUCH_VALUE { en: "{arg} cannot be {value}.", es: "{arg} no puede ser {value}." }
    CLI_TAKES_NONE { en: "{arg} takes no value: {value} is too much.", es: "{arg} no lleva valor: sobra {value}." }
    CLI_WHICH_COMMAND { en: "A command is missing; it can be {known}.", es: "Falta un comando; puede ser {known}." }
    CLI_MISSING { en: "{arg} is missing.", es: "Falta {arg}." }
    CLI_NO_COMMAND { en: "There is no command {name}.", es: "No existe el comando {name}." }
    CLI_NOT_HERE {
        en: "--{option} does nothing for {command}.",
        es: "--{option} no tiene efecto en {command}.",
    }
    CLI_TWICE {
        en: "{arg} cannot be given here, or not twice.",
        es: "{arg} no se puede indicar aquí, o no dos veces.",
    }
    CLI_SEE_HELP { en: "See sockscope --help.", es: "Consulta sockscope --help." }
    CLI_NOT_UTF8 {
        en: "an argument is not UTF-8 text: write names and paths in UTF-8",
        es: "un argumento no es texto UTF-8: escribe los nombres y las rutas en UTF-8",
    }

    // ── the commands for a board on a port ─────────────────────────────────────────────────────

    CLI_PORTS {
        en: "List the serial ports, and who is behind them",
        es: "Muestra los puertos serie y quién hay detrás",
    }
    CLI_MONITOR { en: "Show a board's log", es: "Muestra el registro de una tarjeta" }
    CLI_MONITOR_EXAMPLES {
        en: "Examples:\n  sockscope monitor                        the only board's log\n  sockscope monitor /dev/ttyUSB0 --level warn\n  sockscope monitor --filter wifi --output log.txt\n\nKeys: r resets the board, q ends.\n\n",
        es: "Ejemplos:\n  sockscope monitor                        el registro de la única tarjeta\n  sockscope monitor /dev/ttyUSB0 --level warn\n  sockscope monitor --filter wifi --output registro.txt\n\nTeclas: r reinicia la tarjeta, q termina.\n\n",
    }
    CLI_FLASH {
        en: "Write the firmware to a board",
        es: "Graba el firmware en una tarjeta",
    }
    CLI_FLASH_EXAMPLES {
        en: "Examples:\n  sockscope flash                          an ESP32-C3, the only board plugged in\n  sockscope flash /dev/ttyACM0 --chip esp32c6\n  sockscope flash --image sockscope-esp32\n\n",
        es: "Ejemplos:\n  sockscope flash                          una tarjeta ESP32-C3, la única enchufada\n  sockscope flash /dev/ttyACM0 --chip esp32c6\n  sockscope flash --image sockscope-esp32\n\n",
    }
    CLI_WIFI { en: "Set up a board's Wi-Fi", es: "Configura el Wi-Fi de una tarjeta" }
    CLI_WIFI_EXAMPLES {
        en: "Examples:\n  sockscope wifi scan\n  sockscope wifi join \"classroom 3\"        asks for the password\n  sockscope wifi softap sockscope < secret  the board makes a network of its own\n\n",
        es: "Ejemplos:\n  sockscope wifi scan\n  sockscope wifi join \"aula 3\"             pide la contraseña\n  sockscope wifi softap sockscope < secreto la tarjeta crea su propia red\n\n",
    }
    CLI_WIFI_STATUS { en: "Say how the radio stands", es: "Dice cómo está la radio" }
    CLI_WIFI_SCAN { en: "List the networks that the board hears", es: "Muestra las redes que oye la tarjeta" }
    CLI_WIFI_JOIN {
        en: "Join a network, now and after every reset",
        es: "Entra en una red, ahora y tras cada reinicio",
    }
    CLI_WIFI_SOFTAP {
        en: "Make a network of the board's own (WPA2)",
        es: "Crea una red propia de la tarjeta (WPA2)",
    }
    CLI_WIFI_FORGET {
        en: "Forget the network and its password",
        es: "Olvida la red y su contraseña",
    }
    CLI_WIFI_SSID { en: "The network's name", es: "El nombre de la red" }
    CLI_WIFI_NAME { en: "The name of the network to make", es: "El nombre de la red que se crea" }
    CLI_WIFI_OPEN { en: "Without a password", es: "Sin contraseña" }
    CLI_WIFI_ADDRESS {
        en: "A fixed address, like 192.168.1.50/24 (default: by DHCP)",
        es: "Una dirección fija, como 192.168.1.50/24 (si no se indica: por DHCP)",
    }
    CLI_WIFI_GATEWAY {
        en: "The way to other networks, with a fixed address",
        es: "La salida hacia otras redes, con una dirección fija",
    }
    CLI_WIFI_POWER {
        en: "The most power to send with, 2 to 20 dBm; the board finds out by itself what works",
        es: "La potencia máxima con que transmite, de 2 a 20 dBm; la tarjeta averigua sola cuál sirve",
    }
    CLI_WIFI_CHANNEL { en: "The channel, 1 to 13", es: "El canal, del 1 al 13" }
    CLI_BOARD_COMMAND {
        en: "Ask a board what it is, or reset it",
        es: "Pregunta a una tarjeta qué es, o la reinicia",
    }
    CLI_BOARD_INFO { en: "Say what the board is", es: "Dice qué es la tarjeta" }
    CLI_BOARD_RESET { en: "Start the board again", es: "Arranca la tarjeta de nuevo" }
    CLI_PORT {
        en: "A port, a board's name, or the serial number of its USB device (default: the only board)",
        es: "Un puerto, el nombre de una tarjeta o el número de serie de su USB (si no se indica: la única tarjeta)",
    }
    CLI_BAUD { en: "Bits per second", es: "Bits por segundo" }
    CLI_LEVEL {
        en: "The least level that is shown: debug, info, warn or error",
        es: "El nivel mínimo que se muestra: debug, info, warn o error",
    }
    CLI_FILTER { en: "Show only lines with this text", es: "Muestra solo las líneas con este texto" }
    CLI_OUTPUT { en: "Write the log to a file too", es: "Escribe el registro también en un archivo" }
    CLI_ELF {
        en: "The image in which the addresses of a panic are looked up (default: the one built here)",
        es: "La imagen en que se buscan las direcciones de un fallo (si no se indica: la compilada aquí)",
    }
    CLI_CHIP {
        en: "The chip that it has to be; else the one that is found there",
        es: "El chip que debe ser; si no, el que se encuentre",
    }
    CLI_FORCE {
        en: "Write over another program without asking",
        es: "Sobrescribe otro programa sin preguntar",
    }
    CLI_IMAGE { en: "The image to write, an ELF file", es: "La imagen que se graba, un archivo ELF" }
}
