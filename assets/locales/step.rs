// The learner's own program: what it does, and what stands in its way.

texts! {
    STEP_LEFT_RESTING {
        en: "nothing moves any more, and the program still waits: it is ended here",
        es: "ya nada se mueve y el programa sigue esperando: se termina aquí",
    }
    STEP_EXEC { en: "process {pid} runs {path}", es: "el proceso {pid} ejecuta {path}" }
    STEP_FORKED {
        en: "process {parent} has made process {pid}: both have its sockets now",
        es: "el proceso {parent} creó el proceso {pid}: ahora ambos tienen sus sockets",
    }
    STEP_CLOSES {
        en: "process {pid} ends, and the kernel closes what it left open: descriptor {fds}",
        es: "el proceso {pid} termina y el núcleo cierra lo que dejó abierto: descriptor {fds}",
    }
    STEP_FOLDED {
        en: "{call}() on descriptor {fd} of process {pid}: {calls} more calls, {bytes} bytes in all; they were too fast to be shown one by one",
        es: "{call}() sobre el descriptor {fd} del proceso {pid}: {calls} llamadas más, {bytes} bytes en total; fueron demasiado rápidas para mostrarlas una por una",
    }
    STEP_ENDED {
        en: "process {pid} has ended with exit status {status}",
        es: "el proceso {pid} terminó con el estado de salida {status}",
    }
    STEP_KILLED {
        en: "process {pid} was ended by the signal {signal}",
        es: "la señal {signal} terminó el proceso {pid}",
    }
    STEP_SIGNAL {
        en: "process {pid} gets the signal {signal}",
        es: "el proceso {pid} recibe la señal {signal}",
    }
    STEP_RESTARTED {
        en: "a signal interrupted the call, and the kernel makes it again (it has no handler, or one with SA_RESTART)",
        es: "una señal interrumpió la llamada y el núcleo la hace otra vez (no tiene manejador, o uno con SA_RESTART)",
    }
    STEP_GOES_ROUND {
        en: "the program goes round and round, reading 0: it is ended here",
        es: "el programa da vueltas sin fin leyendo 0: se termina aquí",
    }
    STEP_NOT_LENT {
        en: "the states of your program's sockets cannot be read here: pidfd_getfd() is refused ({why}). In a container it takes the right to trace: --cap-add SYS_PTRACE. The same calls as a script need none: sockscope run",
        es: "aquí no se pueden leer los estados de los sockets de tu programa: pidfd_getfd() está prohibida ({why}). En un contenedor hace falta el permiso de rastrear: --cap-add SYS_PTRACE. Las mismas llamadas, como guion, no lo necesitan: sockscope run",
    }
    STEP_NOT_STARTED {
        en: "the program could not be started: {step}: {why}",
        es: "no se pudo iniciar el programa: {step}: {why}",
    }
    STEP_HELPER_GONE {
        en: "the helper that stops the program's calls is gone, and the program with it",
        es: "el proceso auxiliar que detiene las llamadas del programa ya no existe, y el programa tampoco",
    }
    STEP_REFUSED {
        en: "process {pid} cannot be followed and was ended: {why}",
        es: "no se puede seguir el proceso {pid} y se terminó: {why}",
    }
    STEP_NARROW {
        en: "it is a 32-bit program, whose system calls have other numbers. Build it for 64 bits.",
        es: "es un programa de 32 bits, cuyas llamadas al sistema tienen otros números. Compílalo para 64 bits.",
    }
    STEP_UNREADABLE {
        en: "its file can be executed but not read, so that its memory is closed too. Run a copy that you may read.",
        es: "su archivo se puede ejecutar pero no leer, y por eso su memoria también está cerrada. Ejecuta una copia que puedas leer.",
    }
    STEP_TWO_NEED_WIRE {
        en: "two programs face each other on the private wire, and this machine refused it ({step}: {why}). sockscope doctor says more",
        es: "dos programas se enfrentan en el cable privado, y este equipo lo negó ({step}: {why}). sockscope doctor dice más",
    }
    STEP_LINUX_ONLY {
        en: "step needs Linux on x86-64 or aarch64: only there can a program's own calls be followed. The same calls as a script run here: sockscope run --board pair",
        es: "step necesita Linux en x86-64 o aarch64: solo allí se pueden seguir las llamadas de un programa. Las mismas llamadas, como guion, se ejecutan aquí: sockscope run --board pair",
    }
    STEP_WITH_STDIN {
        en: "--with takes a lesson or a script's file, not stdin",
        es: "--with acepta una lección o el archivo de un guion, no la entrada estándar",
    }
    STEP_WITH_HOST {
        en: "{file}, line {line}: the host is your program here, so that only lines for the other end can be run beside it",
        es: "{file}, línea {line}: aquí el host es tu programa, así que junto a él solo se pueden ejecutar líneas del otro extremo",
    }
    STEP_NO_KERNEL {
        en: "--board {board} simulates the host: there is no kernel there that a program could call. Leave --board away, or name an ESP32's port",
        es: "--board {board} simula el host: ahí no hay un núcleo al que un programa pueda llamar. Omite --board o indica el puerto de una ESP32",
    }
    STEP_BY_HAND {
        en: "The host is a program here: calls by hand are the other end's.",
        es: "Aquí el host es un programa: las llamadas a mano son del otro extremo.",
    }
    STEP_BOTH_BY_HAND {
        en: "Both ends are your programs here: they alone make calls. The wire is yours.",
        es: "Aquí los dos extremos son tus programas: solo ellos llaman. El cable es tuyo.",
    }
    TUI_BOTH_ARE_PROGRAMS {
        en: "Both ends are your programs: nobody calls by hand.",
        es: "Los dos extremos son tus programas: nadie llama a mano.",
    }
    TUI_NO_BOARD_HERE {
        en: "Two programs face each other here: no board takes part.",
        es: "Aquí se enfrentan dos programas: no participa ninguna tarjeta.",
    }
    TUI_PROGRAMS_WAIT {
        en: "Your programs wait, and none of their calls is held. {keyboard} lends a keyboard.",
        es: "Tus programas esperan sin llamadas retenidas. {keyboard} presta el teclado.",
    }
    TUI_PROGRAMS_OVER {
        en: "Your programs have ended: {restart} starts them again.",
        es: "Tus programas terminaron: {restart} los inicia otra vez.",
    }
    TUI_OTHER_PROGRAM { en: "the other program", es: "el otro programa" }
    TUI_PROGRAM_MOVES {
        en: "Your program is running; its next socket call will stop here.",
        es: "Tu programa está en marcha; su próxima llamada de sockets se detendrá aquí.",
    }
    TUI_PROGRAM_WAITS {
        en: "Your program is blocked, the other end has no line left: {calls} makes a call.",
        es: "Tu programa está bloqueado y el otro extremo sin líneas: {calls} para llamar.",
    }
    TUI_PROGRAM_READS {
        en: "Your program waits, for no socket: for the keyboard? {keyboard} lends it yours.",
        es: "Tu programa espera, y no a un socket: ¿al teclado? {keyboard} le presta el tuyo.",
    }
    TUI_PROGRAM_OVER {
        en: "Your program has ended: {restart} starts it again, {calls} calls by hand.",
        es: "Tu programa terminó: {restart} lo inicia otra vez, {calls} llama a mano.",
    }
    TUI_PROGRAM_IS_OVER { en: "The program has ended.", es: "El programa terminó." }
    TUI_NO_PROGRAM {
        en: "No program of yours runs here: sockscope step -- CMD starts one.",
        es: "Aquí no hay ningún programa tuyo: lo inicia sockscope step -- CMD.",
    }
    TUI_HOST_IS_PROGRAM {
        en: "The host is a program: only the other end calls by hand.",
        es: "El host es un programa: a mano solo llama el otro extremo.",
    }
    TUI_HOLDS_LIFE {
        en: "Life-cycle calls wait for the key; the others are made at once, and shown.",
        es: "Las llamadas del ciclo de vida esperan la tecla; las demás solo se muestran.",
    }
    TUI_HOLDS_EVERY {
        en: "Every socket call waits for the key.",
        es: "Cada llamada de sockets espera la tecla.",
    }
    TUI_HOLDS_NOTHING {
        en: "No call waits: both ends run by themselves, and are shown.",
        es: "Ninguna llamada espera: los dos extremos avanzan solos, a la vista.",
    }
    TUI_TURN_OF_OTHER { en: "It is the other end's turn: {line}", es: "Es el turno del otro extremo: {line}" }
    TUI_RAW_CALL { en: "The system call that makes it is {raw}().", es: "La llamada al sistema que la hace es {raw}()." }
    TUI_SOURCE_EMPTY { en: "The program has not come to a socket call yet.", es: "El programa aún no ha llegado a ninguna llamada de sockets." }
    TUI_SOURCE_UNKNOWN {
        en: "It is not known from which line of the source this call is made. It can be for C and C++ compiled with -g, a debug build of Rust (neither of them stripped), Go, and Python 3.11 or newer: not for other languages, and not where a library makes the call by itself.",
        es: "No se sabe desde qué línea del código se hace esta llamada. Puede saberse en C y C++ compilados con -g, en una compilación de depuración de Rust (ninguno con strip), en Go y en Python 3.11 o posterior: no en otros lenguajes, ni donde una biblioteca hace la llamada por su cuenta.",
    }
    TUI_SOURCE_MISSING {
        en: "The call is made at {place}, and that cannot be read here.",
        es: "La llamada se hace en {place}, que aquí no se puede leer.",
    }
    TUI_SOURCE_LEFT_OUT {
        en: "The call is made at {place}. That line was not kept: of all the source, the first 256 KiB that were shown are.",
        es: "La llamada se hace en {place}. Esa línea no se guardó: de todo el código se guardan los primeros 256 KiB que se mostraron.",
    }
    SOURCE_PART {
        en: "{file}, lines {first} to {last} of {lines}",
        es: "{file}, líneas {first} a {last} de {lines}",
    }
    SOURCE_LEFT_OUT {
        en: "{file}: not kept, since 256 KiB of source are kept already",
        es: "{file}: no se guarda, pues ya se guardaron 256 KiB de código",
    }
    TUI_SOURCE_CHANGED {
        en: "changed since it was compiled",
        es: "cambió después de compilarse",
    }
    TUI_OTHER_CODE { en: "the other end", es: "el otro extremo" }
    TUI_TERMINAL_EMPTY { en: "Your program has written nothing.", es: "Tu programa no ha escrito nada." }
    TUI_KEYBOARD_LENT {
        en: "Your program has the keyboard: {key} takes it back.",
        es: "Tu programa tiene el teclado: {key} lo recupera.",
    }
    CLI_STEP_PROGRAM {
        en: "Step a program of your own, as it is, socket call by socket call (Linux)",
        es: "Recorre un programa tuyo, tal como es, una llamada de sockets a la vez (Linux)",
    }
    CLI_STEP_EXAMPLES {
        en: "Examples:\n  sockscope step -- ./server\n  sockscope step --json -- python3 client.py\n  sockscope step --with client.sock -- ./server 7777\n  sockscope step --and ./client -- ./server\n  sockscope step --example forks\n\n",
        es: "Ejemplos:\n  sockscope step -- ./servidor\n  sockscope step --json -- python3 cliente.py\n  sockscope step --with cliente.sock -- ./servidor 7777\n  sockscope step --and ./cliente -- ./servidor\n  sockscope step --example forks\n\n",
    }
    CLI_STEP_COMMAND {
        en: "The program and its arguments, after --",
        es: "El programa y sus argumentos, después de --",
    }
    CLI_STEP_EXAMPLE {
        en: "A program that ships, in place of one of yours: forks (a process for each client, and one that forgets to close), pipe (a signal ends the one who sends) or leaks (its descriptors run out)",
        es: "Un programa de muestra, en lugar de uno tuyo: forks (un proceso por cliente, y uno que olvida cerrar), pipe (una señal termina a quien envía) o leaks (se le acaban los descriptores)",
    }
    STEP_NO_EXAMPLE {
        en: "--example {name}: there is none of that name; there are: {known}",
        es: "--example {name}: no hay ninguno con ese nombre; hay: {known}",
    }
    CLI_STEP_WITH {
        en: "What the other end does: a script, the other end of a lesson, or board: what you do there by hand (default: a client for what your program listens at, a server for what it connects to). Beside --and: a script of lines for the wire",
        es: "Qué hace el otro extremo: un guion, el otro extremo de una lección, o board: lo que hagas allí a mano (si no se indica: un cliente para donde escucha tu programa, un servidor para aquello a lo que se conecta). Junto a --and: un guion de líneas para el cable",
    }
    CLI_STEP_AND {
        en: "A second program of yours as the other end, its command in quotes as for a shell: server and client face each other",
        es: "Un segundo programa tuyo como el otro extremo, con su comando entre comillas como en un shell: servidor y cliente se enfrentan",
    }
    STEP_WITH_CALL {
        en: "{file}, line {line}: both ends are programs, which make their own calls. Beside --and the lines are for the wire: wire:, expect, sleep, timeout",
        es: "{file}, línea {line}: los dos extremos son programas y hacen sus propias llamadas. Junto a --and, las líneas son para el cable: wire:, expect, sleep, timeout",
    }
    STEP_WITH_NO_SCRIPT {
        en: "{file} is no script: beside --and, --with names a file of lines for the wire",
        es: "{file} no es un guion: junto a --and, --with nombra un archivo con líneas para el cable",
    }
    STEP_AND_BOARD {
        en: "--and sets two programs against each other on the private wire: there is no board, so that --board can only be virtual or auto",
        es: "--and enfrenta dos programas en el cable privado: no hay tarjeta, así que --board solo puede ser virtual o auto",
    }
    STEP_AND_WORDS {
        en: "--and {command}: that is no command: it is empty, or a quote is not closed",
        es: "--and {command}: eso no es un comando: está vacío o falta cerrar una comilla",
    }
    CLI_STEP_NET {
        en: "Where it runs: on the private wire (wire, the default), or in this machine's own network (host), where no segment is seen or held but by a board on a port",
        es: "Dónde corre: en el cable privado (wire, si no se indica) o en la red propia de este equipo (host), donde ningún segmento se ve ni se retiene salvo con una tarjeta en un puerto",
    }
    STEP_NET_HOST {
        en: "your program runs in this machine's own network: whoever reaches this machine may reach it, and its segments are neither seen nor held. The other end is at {board}",
        es: "tu programa corre en la red propia de este equipo: quien llegue a este equipo puede llegar a él, y sus segmentos no se ven ni se retienen. El otro extremo está en {board}",
    }
    STEP_NET_BOARD {
        en: "your program runs in this machine's own network: whoever reaches this machine may reach it. The board, at {board}, holds the gate, and what does not pass there is not seen",
        es: "tu programa corre en la red propia de este equipo: quien llegue a este equipo puede llegar a él. La tarjeta, en {board}, tiene la compuerta, y lo que no pasa por allí no se ve",
    }
    CLI_STEP_PACE {
        en: "Which calls wait for the key on the stage: those of a socket's life (life, the default), every one, or none (free)",
        es: "Qué llamadas esperan la tecla en la pantalla: las de la vida de un socket (life, si no se indica), todas (every) o ninguna (free)",
    }
    CLI_STEP_TEXT {
        en: "Run to the end, and print the timeline as text",
        es: "Ejecuta hasta el final e imprime la cronología como texto",
    }
}
