// Every text of the program, its languages side by side; `src/text.rs` reads this file.
//
// Grouped by room; a key begins with its room's name. A sentence ends with a full stop, a label
// does not. Placeholders are `{name}`, the same ones in both languages. The Spanish is neutral (no
// country's own words), says «socket» (never «zócalo») and the words of the glossary: descriptor de
// socket, enlazar, escuchar, aceptar, conectar, enviar, recibir, cerrar, cola de conexiones
// pendientes, bloqueado, segmento, acuse de recibo, tarjeta, puerto serie, registro. One word for one
// thing: a socket is an «extremo», host and board are the two «lados»; a held segment «se libera», a
// call «vuelve», what was not measured is «deducido».

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
        es: "Falta decir quién hace la llamada: empieza la línea con host:, board:, server: o client:.",
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
    SCRIPT_TIMEOUT_RANGE {
        en: "A timeout is from 0.001 s (written 1ms) to 86400 s.",
        es: "El tiempo debe estar entre 0,001 s (se escribe 1ms) y 86400 s.",
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
        es: "El archivo no es texto UTF-8; guárdalo de nuevo con esa codificación.",
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
    LESSON_NO_SUCH_LINE {
        en: "the step has {lines} lines in run; line is one of them, counted from 1",
        es: "el paso tiene {lines} líneas en run; line es una de ellas, contada desde 1",
    }
    LESSON_NOT_AN_EXPECTATION {
        en: "Only lines that begin with expect can stand here; the others go to run.",
        es: "Aquí solo puede haber líneas que empiecen con expect; las demás van en run.",
    }
    LESSON_EMPTY_LINE { en: "The line says nothing.", es: "La línea no dice nada." }

    // ── explain: the two peers, within a sentence ────────────────────────────────────────────

    PEER_HOST { en: "the host", es: "el equipo" }
    PEER_BOARD { en: "the board", es: "la tarjeta" }

    // ── explain: what a call is for ──────────────────────────────────────────────────────────

    CALL_SOCKET {
        en: "Creates an endpoint for communication and returns the descriptor that stands for it.",
        es: "Crea un extremo para comunicarse y devuelve el descriptor que lo representa.",
    }
    CALL_BIND {
        en: "Gives the socket a name, an address and a port, so that it can be found.",
        es: "Enlaza el socket con un nombre, una dirección y un puerto, para que puedan encontrarlo.",
    }
    CALL_LISTEN {
        en: "Invites incoming requests and says how many may wait in the queue (Linux admits one more).",
        es: "Invita a que lleguen peticiones y dice cuántas pueden aguardar en la cola (Linux admite una más).",
    }
    CALL_ACCEPT {
        en: "Waits for a connection and creates the connection's own socket.",
        es: "Espera una conexión y crea el socket propio de esa conexión.",
    }
    CALL_CONNECT {
        en: "Asks the server for a connection and waits until it is made.",
        es: "Pide una conexión al servidor y espera a que quede hecha.",
    }
    CALL_SEND {
        en: "Sends information: hands bytes to the system, which delivers them in order.",
        es: "Envía información: entrega bytes al sistema, que los hace llegar en orden.",
    }
    CALL_WRITE {
        en: "Writes to the descriptor as to any file; on a socket it is send().",
        es: "Escribe en el descriptor como en cualquier archivo; en un socket equivale a send().",
    }
    CALL_RECV {
        en: "Receives data: takes what has arrived, or waits; 0 means that the other end has finished.",
        es: "Recibe datos: toma lo que haya llegado, o espera; 0 significa que el otro extremo terminó.",
    }
    CALL_READ {
        en: "Reads from the descriptor as from any file; on a socket it is recv().",
        es: "Lee del descriptor como de cualquier archivo; en un socket equivale a recv().",
    }
    CALL_SENDTO {
        en: "Sends one datagram to the address given, with no connection.",
        es: "Envía un datagrama a la dirección indicada, sin conexión.",
    }
    CALL_RECVFROM {
        en: "Receives one datagram and says who sent it.",
        es: "Recibe un datagrama y dice quién lo envió.",
    }
    CALL_SHUTDOWN {
        en: "Ends one half of the connection, or both; the descriptor stays open.",
        es: "Termina una mitad de la conexión, o las dos; el descriptor sigue abierto.",
    }
    CALL_CLOSE {
        en: "Closes the file, that is, the socket descriptor; the system says goodbye to the other end.",
        es: "Cierra el archivo, es decir, el descriptor de socket; el sistema se despide del otro extremo.",
    }
    CALL_GETSOCKNAME {
        en: "Tells the socket's own address and port.",
        es: "Dice la dirección y el puerto propios del socket.",
    }
    CALL_GETPEERNAME {
        en: "Tells the address and port of the other end.",
        es: "Dice la dirección y el puerto del otro extremo.",
    }
    CALL_GETSOCKOPT { en: "Reads an option of the socket.", es: "Lee una opción del socket." }
    CALL_SETSOCKOPT {
        en: "Sets an option of the socket.",
        es: "Cambia una opción del socket.",
    }
    CALL_FCNTL {
        en: "Chooses whether the descriptor's calls wait (blocking) or return at once.",
        es: "Elige si las llamadas del descriptor esperan (bloqueantes) o vuelven enseguida.",
    }
    CALL_FSTAT {
        en: "Asks for the descriptor's file card: inode, type, size and dates.",
        es: "Pide la ficha de archivo del descriptor: inodo, tipo, tamaño y fechas.",
    }
    CALL_POLL {
        en: "Waits until one of several descriptors can be read or written, or the time is over.",
        es: "Espera hasta que en alguno de varios descriptores se pueda leer o escribir, o se acabe el tiempo.",
    }
    CALL_OTHER { en: "A system call.", es: "Una llamada al sistema." }

    // ── explain: what a state means ──────────────────────────────────────────────────────────

    STATE_UNBOUND {
        en: "The socket exists but has no address yet.",
        es: "El socket existe, pero todavía no tiene dirección.",
    }
    STATE_BOUND {
        en: "The socket has an address and a port; it neither listens nor connects yet.",
        es: "El socket tiene dirección y puerto; todavía no escucha ni se conecta.",
    }
    STATE_LISTEN {
        en: "The server's door is open: the system takes connection requests on this port.",
        es: "La puerta del servidor está abierta: el sistema admite peticiones en este puerto.",
    }
    STATE_SYN_SENT {
        en: "The client's SYN is on its way and no answer has come yet.",
        es: "El SYN del cliente va en camino y aún no llega respuesta.",
    }
    STATE_SYN_RECEIVED {
        en: "A SYN came and was answered; the acknowledgment of that answer is missing.",
        es: "Llegó un SYN y se respondió; falta el acuse de recibo de esa respuesta.",
    }
    STATE_ESTABLISHED {
        en: "The connection is open: data can flow both ways.",
        es: "La conexión está abierta: los datos pueden fluir en ambos sentidos.",
    }
    STATE_FIN_WAIT_1 {
        en: "This end has said goodbye with a FIN, and its acknowledgment is missing.",
        es: "Este extremo se despidió con un FIN y falta su acuse de recibo.",
    }
    STATE_FIN_WAIT_2 {
        en: "This end's goodbye was acknowledged; now the other end has to close.",
        es: "La despedida de este extremo tiene acuse de recibo; ahora debe cerrar el otro.",
    }
    STATE_CLOSE_WAIT {
        en: "The other end has closed; this one waits until its own program calls close().",
        es: "El otro extremo cerró; este espera a que su propio programa llame a close().",
    }
    STATE_CLOSING {
        en: "Both ends said goodbye at once; the acknowledgment of this end's FIN is missing.",
        es: "Los dos extremos se despidieron a la vez; falta el acuse de recibo del FIN de este.",
    }
    STATE_LAST_ACK {
        en: "This end closed second and waits for the last acknowledgment.",
        es: "Este extremo cerró en segundo lugar y espera el último acuse de recibo.",
    }
    STATE_TIME_WAIT {
        en: "All is said; this end stays a while, in case its last acknowledgment got lost.",
        es: "Todo está dicho; este extremo se queda un rato por si se perdió su último acuse de recibo.",
    }
    STATE_CLOSED { en: "There is no connection any more.", es: "Ya no hay conexión." }

    // ── explain: what a transition means ─────────────────────────────────────────────────────

    ARROW_BORN {
        en: "A new endpoint: it has a descriptor, but no address.",
        es: "Un extremo nuevo: tiene descriptor, pero no dirección.",
    }
    ARROW_BOUND {
        en: "The socket now has an address and a port, and the port is taken.",
        es: "El socket ya tiene dirección y puerto, y el puerto queda ocupado.",
    }
    ARROW_LISTEN {
        en: "From now on the system itself answers whoever knocks on this port.",
        es: "Desde ahora el propio sistema responde a quien llame a este puerto.",
    }
    ARROW_SYN_SENT {
        en: "The client sent its SYN, with its first sequence number, and waits for the answer.",
        es: "El cliente envió su SYN, con su primer número de secuencia, y espera la respuesta.",
    }
    ARROW_LISTEN_SYN_SENT {
        en: "The socket stopped listening and calls the other end itself.",
        es: "El socket dejó de escuchar y llama él mismo al otro extremo.",
    }
    ARROW_UDP_PARTNER {
        en: "The datagram socket has a fixed partner now; not one byte was sent for it.",
        es: "El socket de datagramas ya tiene un destinatario fijo; para ello no se envió ni un byte.",
    }
    ARROW_UNUSED_CLOSED {
        en: "The socket was closed before it was connected: nobody has to be told.",
        es: "El socket se cerró antes de conectarse: no hay que avisar a nadie.",
    }
    ARROW_LISTEN_CLOSED {
        en: "The server no longer listens; connections that nobody accepted are reset.",
        es: "El servidor ya no escucha; las conexiones que nadie aceptó se cortan con un RST.",
    }
    ARROW_SYN_SENT_CLOSED {
        en: "The client gave the attempt up before the answer came.",
        es: "El cliente abandonó el intento antes de que llegara la respuesta.",
    }
    ARROW_REFUSED {
        en: "The answer to the SYN was a RST: the connection was refused.",
        es: "La respuesta al SYN fue un RST: la conexión fue rechazada.",
    }
    ARROW_NO_ANSWER {
        en: "No answer came in time, though the SYN was sent again and again.",
        es: "No llegó respuesta a tiempo, aunque el SYN se envió una y otra vez.",
    }
    ARROW_SYN_RECEIVED {
        en: "A SYN came; the system answered with SYN-ACK, and a half-open connection exists.",
        es: "Llegó un SYN; el sistema respondió con SYN-ACK y existe una conexión a medio abrir.",
    }
    ARROW_SIMULTANEOUS_OPEN {
        en: "The two SYNs crossed on the wire: both ends called each other at once.",
        es: "Los dos SYN se cruzaron en el cable: ambos extremos se llamaron a la vez.",
    }
    ARROW_CLIENT_ESTABLISHED {
        en: "The SYN-ACK came: this end knows that both directions work, and sends the ACK.",
        es: "Llegó el SYN-ACK: este extremo sabe que los dos sentidos funcionan y envía el ACK.",
    }
    ARROW_SERVER_ESTABLISHED {
        en: "The ACK came: the handshake is complete on this end too.",
        es: "Llegó el ACK: el saludo queda completo también en este extremo.",
    }
    ARROW_HALF_OPEN_GONE {
        en: "The other end took its SYN back with a RST.",
        es: "El otro extremo retiró su SYN con un RST.",
    }
    ARROW_FIN_SENT {
        en: "This end sent its FIN: it will send nothing more, though it can still receive.",
        es: "Este extremo envió su FIN: no enviará nada más, aunque todavía puede recibir.",
    }
    ARROW_FIN_RECEIVED {
        en: "The other end's FIN came: recv() will return 0, and it is this end's program's turn to close.",
        es: "Llegó el FIN del otro extremo: recv() devolverá 0 y ahora debe cerrar el programa de este lado.",
    }
    ARROW_FIN_ACKED {
        en: "The FIN was acknowledged: half of the connection is closed.",
        es: "El FIN tiene acuse de recibo: media conexión está cerrada.",
    }
    ARROW_CLOSING {
        en: "The two FINs crossed: both ends closed at once, before hearing from the other.",
        es: "Los dos FIN se cruzaron: ambos extremos cerraron a la vez, sin haberse oído.",
    }
    ARROW_CLOSING_TIME_WAIT {
        en: "The FIN that crossed was acknowledged; like the other end, this one waits for a while.",
        es: "El FIN que se cruzó tiene acuse de recibo; como el otro extremo, este espera un rato.",
    }
    ARROW_TIME_WAIT {
        en: "The other FIN came and the last ACK went out; this end stays to repeat it if need be.",
        es: "Llegó el otro FIN y salió el último ACK; este extremo se queda por si hay que repetirlo.",
    }
    ARROW_FIN_AND_ACK {
        en: "One segment brought both the other FIN and the acknowledgment of this end's own.",
        es: "Un solo segmento trajo el otro FIN y el acuse de recibo del de este extremo.",
    }
    ARROW_LAST_ACK {
        en: "This end's program closed too: the second FIN is out, only its acknowledgment is missing.",
        es: "También cerró el programa de este lado: salió el segundo FIN y solo falta su acuse de recibo.",
    }
    ARROW_LAST_ACK_CLOSED {
        en: "The last acknowledgment came: on this end the connection is gone.",
        es: "Llegó el último acuse de recibo: en este extremo la conexión ya no existe.",
    }
    ARROW_ABORTED {
        en: "This end cut the connection off without a goodbye; what was unread or unsent is lost.",
        es: "Este extremo cortó la conexión sin despedirse; lo no leído o no enviado se pierde.",
    }
    ARROW_RESET {
        en: "A RST came: the connection was cut off, and what was on its way is lost.",
        es: "Llegó un RST: la conexión se cortó y lo que iba en camino se pierde.",
    }
    ARROW_TIME_WAIT_OVER {
        en: "The waiting time is over: no old segment can still be on its way, and the port is free.",
        es: "Pasó el tiempo de espera: ya no puede quedar ningún segmento viejo y el puerto queda libre.",
    }
    ARROW_GAVE_UP {
        en: "No answer came for too long: the system gave the connection up.",
        es: "Pasó demasiado tiempo sin respuesta: el sistema dio por perdida la conexión.",
    }
    ARROW_RESTARTED {
        en: "The board started again, and its sockets went with its memory. The other end was told nothing.",
        es: "La tarjeta arrancó de nuevo y sus sockets se fueron con su memoria. Nadie avisó al otro extremo.",
    }

    // ── explain: why a call failed, and what to do ───────────────────────────────────────────

    WHY_ACCEPT_NOT_LISTENING {
        en: "This socket does not listen, so it has no queue to accept from: call bind() and listen() first.",
        es: "Este socket no escucha, así que no tiene cola de la que aceptar: llama antes a bind() y listen().",
    }
    WHY_ACCEPT_EMPTY {
        en: "No connection is in the queue and the call does not wait any longer (O_NONBLOCK, or SO_RCVTIMEO is over): try again later, or ask poll().",
        es: "No hay ninguna conexión en la cola y la llamada no espera más (O_NONBLOCK, o venció SO_RCVTIMEO): inténtalo más tarde o pregunta con poll().",
    }
    WHY_ACCEPT_ABORTED {
        en: "The client went away while its connection was still in the queue: just accept the next one.",
        es: "El cliente se fue cuando su conexión aún estaba en la cola: basta con aceptar la siguiente.",
    }
    WHY_BIND_TWICE {
        en: "This socket already has an address, and a socket gets one only once: make a new socket for another port.",
        es: "Este socket ya tiene dirección, y solo se le da una vez: para otro puerto, crea otro socket.",
    }
    WHY_ADDRESS_UNFIT {
        en: "The address does not fit the socket: AF_INET takes IPv4 and AF_INET6 takes IPv6, fe80:: needs its interface (scope), and nobody can be reached on port 0.",
        es: "La dirección no va con el socket: AF_INET admite IPv4 y AF_INET6, IPv6; fe80:: necesita su interfaz (scope), y en el puerto 0 no se llega a nadie.",
    }
    WHY_BIND_UNFIT {
        en: "The address does not fit the socket: AF_INET takes IPv4, AF_INET6 takes IPv6, and an fe80:: address needs its interface (scope).",
        es: "La dirección no va con el socket: AF_INET admite IPv4, AF_INET6 admite IPv6, y una dirección fe80:: necesita su interfaz (scope).",
    }
    WHY_BIND_IN_USE {
        en: "Another socket already has this address and port. If it listens, choose another port; if it is in TIME-WAIT, set SO_REUSEADDR before every bind() of the port.",
        es: "Otro socket tiene ya esta dirección y este puerto. Si escucha, elige otro puerto; si está en TIME-WAIT, pon SO_REUSEADDR antes de cada bind() a ese puerto.",
    }
    WHY_BIND_NOT_OURS {
        en: "No network card of this machine has that address: bind to one of its own, or to ANY for all of them.",
        es: "Ninguna interfaz de red de esta máquina tiene esa dirección: usa una propia, o ANY para todas.",
    }
    WHY_BIND_PRIVILEGED {
        en: "Ports below 1024 are reserved for privileged programs: choose a larger one.",
        es: "Los puertos menores que 1024 están reservados a programas con privilegios: elige uno mayor.",
    }
    WHY_LISTEN_CONNECTED {
        en: "This socket is a connection (or on its way to be one), and a connection cannot listen: make another socket for that.",
        es: "Este socket es una conexión (o va a serlo), y una conexión no puede escuchar: crea otro socket para eso.",
    }
    WHY_LISTEN_IN_USE {
        en: "Another socket already listens on this address and port: only one can.",
        es: "Otro socket ya escucha en esta dirección y este puerto: solo puede hacerlo uno.",
    }
    WHY_NOT_A_STREAM {
        en: "Only stream sockets listen and accept; a datagram socket has no connections.",
        es: "Solo los sockets de flujo escuchan y aceptan; un socket de datagramas no tiene conexiones.",
    }
    WHY_CONNECT_REFUSED {
        en: "The machine answered with a RST: nobody listens on that port. Check the port, and that the server has called listen().",
        es: "La máquina respondió con un RST: nadie escucha en ese puerto. Revisa el puerto y que el servidor haya llamado a listen().",
    }
    WHY_CONNECT_AGAIN {
        en: "This socket is connected already; for a second connection make a second socket.",
        es: "Este socket ya está conectado; para una segunda conexión, crea un segundo socket.",
    }
    WHY_CONNECT_LISTENER {
        en: "This socket listens, and a listener cannot call anybody: make another socket to connect.",
        es: "Este socket escucha, y quien escucha no puede llamar: crea otro socket para conectar.",
    }
    WHY_CONNECT_STARTED {
        en: "The call does not wait any longer (O_NONBLOCK, or SO_SNDTIMEO is over), but the connection is still being made: poll() for POLLOUT tells when it is done.",
        es: "La llamada no espera más (O_NONBLOCK, o venció SO_SNDTIMEO), pero la conexión se sigue haciendo: poll() con POLLOUT avisa cuando termina.",
    }
    WHY_CONNECT_UNDER_WAY {
        en: "The connect() of before is still under way: wait for it with poll() instead of calling again.",
        es: "El connect() de antes sigue en curso: espéralo con poll() en vez de llamar otra vez.",
    }
    WHY_CONNECT_TIMED_OUT {
        en: "Nobody answered the SYN: the machine is off, the address is wrong, or a firewall swallows it.",
        es: "Nadie respondió al SYN: la máquina está apagada, la dirección es errónea o un cortafuegos se lo traga.",
    }
    WHY_CONNECT_NO_PORT {
        en: "The system has no free port, or no address, for this end of the connection.",
        es: "El sistema no tiene puerto libre, o dirección, para este extremo de la conexión.",
    }
    WHY_CONNECT_SAME_PAIR {
        en: "There is, or was a moment ago, a connection between these very two ends: use another local port or wait for TIME-WAIT to end.",
        es: "Hay, o hubo hace un momento, una conexión entre estos mismos dos extremos: usa otro puerto local o espera a que acabe TIME-WAIT.",
    }
    WHY_SEND_UNCONNECTED {
        en: "The socket is connected to nobody: call connect() first.",
        es: "El socket no está conectado con nadie: llama antes a connect().",
    }
    WHY_SENDTO_UNCONNECTED {
        en: "A stream socket has to call connect() first, whatever address is given; a datagram socket can send no more after shutdown().",
        es: "Un socket de flujo tiene que llamar antes a connect(), aunque se dé una dirección; uno de datagramas ya no puede enviar tras shutdown().",
    }
    WHY_SEND_LISTENER {
        en: "A listening socket carries no data: send on the descriptor that accept() returned.",
        es: "Un socket que escucha no lleva datos: envía por el descriptor que devolvió accept().",
    }
    WHY_SEND_AFTER_SHUTDOWN {
        en: "This end has ended its sending half with shutdown(), and a FIN cannot be taken back; it can only receive now.",
        es: "Este extremo terminó su mitad de envío con shutdown(), y un FIN no se puede retirar; ahora solo puede recibir.",
    }
    WHY_SEND_BROKEN {
        en: "Nothing more can be sent: this end has shut its sending half down, or the connection is gone (the other end answered with a RST).",
        es: "Ya no se puede enviar nada: este extremo cerró su mitad de envío o la conexión ya no existe (el otro extremo respondió con un RST).",
    }
    WHY_SEND_FULL {
        en: "The send buffer is full and the call does not wait any longer (O_NONBLOCK, or SO_SNDTIMEO is over): the other end reads too slowly.",
        es: "El búfer de envío está lleno y la llamada no espera más (O_NONBLOCK, o venció SO_SNDTIMEO): el otro extremo lee demasiado despacio.",
    }
    WHY_SEND_TOO_BIG {
        en: "A datagram goes out whole or not at all, and this one is larger than UDP can carry: send less at a time.",
        es: "Un datagrama sale entero o no sale, y este es mayor de lo que UDP puede llevar: envía menos cada vez.",
    }
    WHY_SEND_NO_DESTINATION {
        en: "This datagram socket has no partner: say where to with sendto(), or connect() it first.",
        es: "Este socket de datagramas no tiene destinatario: indícalo con sendto() o llama antes a connect().",
    }
    WHY_BROADCAST {
        en: "A socket without SO_BROADCAST may not send to a broadcast address (or a firewall forbids it): choose the address of one machine.",
        es: "Un socket sin SO_BROADCAST no puede enviar a una dirección de difusión (o lo impide un cortafuegos): elige la de una sola máquina.",
    }
    WHY_RECV_UNCONNECTED {
        en: "The socket is connected to nobody, so nothing can arrive: call connect() first, or receive on what accept() returned.",
        es: "El socket no está conectado con nadie, así que nada puede llegar: llama antes a connect(), o recibe por lo que devolvió accept().",
    }
    WHY_RECV_EMPTY {
        en: "Nothing has arrived and the call does not wait any longer (O_NONBLOCK, or SO_RCVTIMEO is over): try again later, or ask poll().",
        es: "No ha llegado nada y la llamada no espera más (O_NONBLOCK, o venció SO_RCVTIMEO): inténtalo más tarde o pregunta con poll().",
    }
    WHY_RESET {
        en: "A RST ended it: the other end crashed, closed with data unread or linger 0, or closed its listener; or this end refused data after closing its reading half.",
        es: "Lo cortó un RST: el otro extremo se cayó, cerró con datos sin leer, con linger 0 o cerró el que escuchaba; o este rechazó datos tras cerrar su lectura.",
    }
    WHY_DATAGRAM_REFUSED {
        en: "What was sent before (a datagram, or the SYN of connect()) was refused: no socket of that machine has the port.",
        es: "Lo que se envió antes (un datagrama, o el SYN de connect()) fue rechazado: ningún socket de esa máquina tiene ese puerto.",
    }
    WHY_NO_PEER {
        en: "There is no other end to speak of: the socket is not connected, or not any more.",
        es: "No hay otro extremo del que hablar: el socket no está conectado, o ya no lo está.",
    }
    WHY_SHUTDOWN_UNCONNECTED {
        en: "There is no connection to end: shutdown() needs a connected socket. To be rid of the socket, call close().",
        es: "No hay conexión que terminar: shutdown() necesita un socket conectado. Para deshacerte del socket, llama a close().",
    }
    WHY_OPTION_UNKNOWN {
        en: "This kind of socket does not have that option, or the option can only be read.",
        es: "Este tipo de socket no tiene esa opción, o la opción solo se puede leer.",
    }
    WHY_OPTION_VALUE {
        en: "The option does not take that value.",
        es: "La opción no admite ese valor.",
    }
    WHY_PROTOCOL {
        en: "This protocol does not go with this type of socket: leave it at 0, and the system chooses.",
        es: "Este protocolo no corresponde a este tipo de socket: con 0 lo elige el sistema.",
    }
    WHY_FAMILY {
        en: "The address is of another family than the socket, or the system lacks that family: AF_INET goes with IPv4, AF_INET6 with IPv6.",
        es: "La dirección es de otra familia que el socket, o el sistema no tiene esa familia: AF_INET va con IPv4 y AF_INET6 con IPv6.",
    }
    WHY_BAD_DESCRIPTOR {
        en: "No open descriptor has this number: it was closed before, or never existed.",
        es: "Ningún descriptor abierto tiene este número: se cerró antes o nunca existió.",
    }
    WHY_NOT_A_SOCKET {
        en: "The descriptor is open, but it is another kind of file, not a socket.",
        es: "El descriptor está abierto, pero es otro tipo de archivo, no un socket.",
    }
    WHY_TOO_MANY_OPEN {
        en: "The program has as many descriptors as it may (each accept() that waits reserves one): close those that it no longer needs.",
        es: "El programa tiene todos los descriptores que se le permiten (cada accept() que espera reserva uno): cierra los que ya no necesite.",
    }
    WHY_SYSTEM_FULL {
        en: "The whole system has run out of descriptors: something must be closed first.",
        es: "Se agotaron los descriptores de todo el sistema: cierra algo antes.",
    }
    WHY_NO_MEMORY {
        en: "The system has no memory left for this: close sockets or send less.",
        es: "Al sistema no le queda memoria para esto: cierra sockets o envía menos.",
    }
    WHY_INTERRUPTED {
        en: "The call was waiting and was interrupted before it could finish: it can simply be made again.",
        es: "La llamada estaba esperando y se interrumpió antes de terminar: basta con hacerla otra vez.",
    }
    WHY_CANCELED { en: "The call was cancelled.", es: "La llamada se canceló." }
    WHY_AGAIN {
        en: "The call would have to wait, and it was told not to, or its time is over: try again later, or ask poll().",
        es: "La llamada tendría que esperar y se le pidió que no, o se le acabó el tiempo: inténtalo más tarde o pregunta con poll().",
    }
    WHY_NOT_PERMITTED {
        en: "The system does not allow this program to do that: a privilege is missing, or a firewall says no.",
        es: "El sistema no permite a este programa hacerlo: falta un privilegio o lo impide un cortafuegos.",
    }
    WHY_UNREACHABLE {
        en: "There is no way to that address: check the network, the address and the route.",
        es: "No hay camino hasta esa dirección: revisa la red, la dirección y la ruta.",
    }
    WHY_NETWORK_DOWN {
        en: "The network card is down: no Wi-Fi, no cable, or not switched on.",
        es: "La interfaz de red está caída: sin Wi-Fi, sin cable o sin activar.",
    }
    WHY_NOT_SUPPORTED {
        en: "This kind of socket cannot do that.",
        es: "Este tipo de socket no puede hacer eso.",
    }
    WHY_NOT_CONNECTED {
        en: "The socket is not connected, and this call needs a connection.",
        es: "El socket no está conectado, y esta llamada necesita una conexión.",
    }
    WHY_INVALID {
        en: "The call does not make sense in this state or with these arguments: check the order of the calls, and what was passed to it.",
        es: "La llamada no tiene sentido en este estado o con estos argumentos: revisa el orden de las llamadas y lo que se le pasó.",
    }
    WHY_BAD_ADDRESS {
        en: "The program passed a pointer to memory that is not its own.",
        es: "El programa entregó un puntero a memoria que no es suya.",
    }
    WHY_INPUT_OUTPUT {
        en: "The device or the link to it failed; check cable and board.",
        es: "Falló el dispositivo o la conexión con él; revisa el cable y la tarjeta.",
    }
    WHY_TIMED_OUT {
        en: "No answer came for so long that the system gave the connection up.",
        es: "Pasó tanto tiempo sin respuesta que el sistema dio por perdida la conexión.",
    }
    WHY_OTHER {
        en: "The system refused, with a number that has no common name.",
        es: "El sistema se negó, con un número que no tiene nombre común.",
    }

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
    CLI_SEE_HELP { en: "See sockscope --help.", es: "Consulta sockscope --help." }

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
    RUN_LEFT_OUT {
        en: "left out, since no such segment is held: {line}",
        es: "se omite, porque no hay retenido ningún segmento así: {line}",
    }
    RUN_NO_GATE {
        en: "this board's wire has no gate: segments cannot be held. The virtual board has one (--board virtual).",
        es: "el cable de esta tarjeta no tiene compuerta: no se pueden retener segmentos. La tarjeta virtual sí la tiene (--board virtual).",
    }
    RUN_STILL_BLOCKED {
        en: "{call}() is still blocked on {peer} after {seconds} s, so this line cannot start",
        es: "{call}() sigue bloqueada en {peer} tras {seconds} s, así que esta línea no puede empezar",
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
    RUN_NOTHING_NAMED {
        en: "an empty name is no lesson and no file. Lessons: {known}; a file's path; or - for stdin",
        es: "un nombre vacío no es una lección ni un archivo. Lecciones: {known}; la ruta de un archivo; o - para la entrada estándar",
    }
    RUN_WIRE_GONE {
        en: "the private wire is gone: its helper process has ended, so no socket can be made on it any more. Start the lesson again",
        es: "el cable privado ya no existe: su proceso auxiliar terminó y no se pueden crear más sockets en él. Empieza la lección otra vez",
    }
    CLI_NOT_UTF8 {
        en: "an argument is not UTF-8 text: write names and paths in UTF-8",
        es: "un argumento no es texto UTF-8: escribe los nombres y las rutas en UTF-8",
    }
    RUN_UNKNOWN {
        en: "there is no lesson and no file called {what}. Lessons: {known}",
        es: "no hay ninguna lección ni ningún archivo que se llame {what}. Lecciones: {known}",
    }
    RUN_UNREADABLE { en: "{file} cannot be read: {why}", es: "no se puede leer {file}: {why}" }
    RUN_SAME_FILE {
        en: "{file} is the script itself: a recording would be written over it. Give --record another name.",
        es: "{file} es el propio guion: la grabación lo sobrescribiría. Da otro nombre a --record.",
    }
    RUN_VALUE_LINGER { en: "on {on}, {seconds} s", es: "activado {on}, {seconds} s" }
    RUN_STILL_WAITING {
        en: "{call}() is still blocked on {peer}",
        es: "{call}() sigue bloqueada en {peer}",
    }
    RUN_UNWRITABLE { en: "{file} cannot be written: {why}", es: "no se puede escribir {file}: {why}" }
    RUN_SESSION {
        en: "host {host_addr} (this machine's kernel) · board {board_addr} ({board}) · wire: {link}",
        es: "host {host_addr} (el núcleo de este equipo) · board {board_addr} ({board}) · cable: {link}",
    }
    RUN_BLOCKED { en: "{call}() is blocked", es: "{call}() está bloqueada" }
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
    RUN_CAUSE_RESTART { en: "restart", es: "reinicio" }
    RUN_MEASURED { en: "measured", es: "medido" }
    RUN_INFERRED { en: "inferred", es: "deducido" }
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
        es: "un núcleo que espera mientras se retiene un segmento",
    }
    WIRE_SOCKET_BY_DESCRIPTOR {
        en: "sockets handed over by descriptor",
        es: "sockets entregados por descriptor",
    }
    WIRE_SOCK_DIAG {
        en: "sock_diag, which tells the states of the kernel's sockets",
        es: "sock_diag, que dice los estados de los sockets del núcleo",
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
        es: "Este núcleo se compiló sin espacios de nombres.",
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
        es: "Este núcleo no conoce el ajuste: un segmento retenido se reenvía antes, y una retención larga puede terminar su conexión.",
    }
    WIRE_HINT_DIAG_MODULE {
        en: "The sock_diag modules are missing (as root: modprobe tcp_diag). States of sockets without a descriptor are then inferred.",
        es: "Faltan los módulos de sock_diag (como root: modprobe tcp_diag). Sin ellos, los estados de los sockets sin descriptor se deducen.",
    }

    // ── doctor ───────────────────────────────────────────────────────────────────────────────

    DOCTOR_WIRE {
        en: "The private wire between this machine's kernel and the virtual board:",
        es: "El cable privado entre el núcleo de este equipo y la tarjeta virtual:",
    }
    DOCTOR_NOT_NEEDED { en: "not needed here", es: "aquí no hace falta" }
    DOCTOR_NOT_TRIED {
        en: "not tried, because of what failed above",
        es: "sin probar, por lo que ha fallado antes",
    }
    DOCTOR_TRY { en: "Try: {what}", es: "Prueba: {what}" }
    DOCTOR_VIRTUAL {
        en: "The virtual board works here: sockscope run lifecycle",
        es: "La tarjeta virtual funciona aquí: sockscope run lifecycle",
    }
    DOCTOR_LOOPBACK {
        en: "The virtual board cannot work here. Lessons run with --board loopback: two sockets of this machine, without a gate.",
        es: "La tarjeta virtual no puede funcionar aquí. Las lecciones funcionan con --board loopback: dos sockets de este equipo, sin compuerta.",
    }

    // ── stage: the terminal interface ────────────────────────────────────────────────────────

    TUI_SERVER_SHORT { en: "SRV.", es: "SERV." }
    TUI_CLIENT_SHORT { en: "CLT.", es: "CLI." }
    TUI_SERVER { en: "SERVER", es: "SERVIDOR" }
    TUI_CLIENT { en: "CLIENT", es: "CLIENTE" }
    TUI_NOW { en: "now", es: "ahora" }
    TUI_PAST {
        en: "◀◀ PAST: event {seq} of {last}, {time} s ({key}: now)",
        es: "◀◀ PASADO: evento {seq} de {last}, {time} s ({key}: ahora)",
    }
    TUI_NOT_IN_THE_PAST {
        en: "This is the past: nothing can be done here. {key} goes back to now.",
        es: "Esto es el pasado: aquí no se puede hacer nada. {key} vuelve al presente.",
    }
    TUI_AUTOPLAY { en: "every {seconds} s", es: "cada {seconds} s" }
    TUI_BOARD_IS { en: "board: {board}", es: "tarjeta: {board}" }
    TUI_TOO_SMALL {
        en: "This terminal has {width}×{height} cells; sockscope needs {min_width}×{min_height}. Enlarge the window or choose a smaller font.",
        es: "Esta terminal tiene {width}×{height} celdas; sockscope necesita {min_width}×{min_height}. Agranda la ventana o elige una letra más pequeña.",
    }
    TUI_BLOCKED { en: "blocked", es: "bloqueada" }
    KIND_SESSION { en: "session", es: "sesión" }
    KIND_STEP { en: "step", es: "paso" }
    KIND_CALL { en: "call", es: "llamada" }
    KIND_BLOCKED { en: "blocked", es: "espera" }
    KIND_RETURN { en: "return", es: "retorno" }
    KIND_STATE { en: "state", es: "estado" }
    KIND_SEGMENT { en: "segment", es: "segmento" }
    KIND_GATE { en: "gate", es: "compuerta" }
    KIND_FACTS { en: "facts", es: "datos" }
    KIND_PREDICT { en: "question", es: "pregunta" }
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
    TUI_GATE_HOLDING { en: "holding", es: "retiene" }
    TUI_NO_GATE {
        en: "This wire has no gate: host and board are joined by the system's own loopback, where segments cannot be held. The virtual board and the ESP32 have one.",
        es: "Este cable no tiene compuerta: los dos lados están unidos por el bucle local del sistema, donde no se pueden retener segmentos. La tarjeta virtual y el ESP32 sí la tienen.",
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
    TUI_STAYS { en: "{peer} {name} stays in {state}", es: "{peer} {name} sigue en {state}" }
    TUI_NO_RECEIVER {
        en: "no socket waits for it: the answer will be RST",
        es: "ningún socket lo espera: la respuesta será RST",
    }
    TUI_NOTHING_HELD {
        en: "No segment is held. {key} freezes the wire.",
        es: "No hay ningún segmento retenido. {key} congela el cable.",
    }
    TUI_NONE_TO_HOLD {
        en: "No segment can be held: this board has no gate. {key} chooses another one.",
        es: "No se puede retener nada: esta tarjeta no tiene compuerta. {key} elige otra.",
    }
    TUI_NEEDS_GATE {
        en: "This lesson freezes the wire, and {board} has no gate: it stays here.",
        es: "Esta lección congela el cable, y {board} no tiene compuerta: sigue aquí.",
    }
    TUI_FROZEN { en: "wire frozen", es: "cable congelado" }
    HINT_OPEN { en: "open", es: "abrir" }
    TUI_NEW { en: "new", es: "nuevo" }
    TUI_AGAIN_QUITS { en: "{key} again quits; what was done is lost", es: "{key} otra vez sale; se pierde lo hecho" }
    TUI_AGAIN_RESTARTS { en: "{key} again begins the lesson anew", es: "{key} otra vez empieza la lección de nuevo" }
    TUI_AGAIN_SWAPS {
        en: "{key} again swaps server and client and begins anew",
        es: "{key} otra vez intercambia servidor y cliente y empieza de nuevo",
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
        es: "el cable está congelado, pero aún no ha llegado ningún segmento",
    }
    ACT_PASSED { en: "passed", es: "ha pasado" }
    ACT_DUPLICATED { en: "duplicated", es: "duplicado" }
    TUI_WAITS_FOR {
        en: "the lesson waits for {wanted}; {key} again goes on without it",
        es: "la lección espera {wanted}; {key} otra vez sigue sin ello",
    }
    TUI_HALF_OPEN_AT { en: "half-open at {name}", es: "a medio abrir en {name}" }
    TUI_HELD_UP {
        en: "{call}() is still blocked on {peer}: it waits for the other side. {calls} makes any call.",
        es: "{call}() sigue bloqueada en {peer}: espera al otro lado. {calls} hace cualquier llamada.",
    }
    TUI_HELD_UP_BY_THE_WIRE {
        en: "{call}() is blocked on {peer} while the wire holds segments: {release} releases, {open} opens",
        es: "{call}() sigue bloqueada en {peer}; el cable retiene: {release} libera, {open} abre",
    }
    TUI_UNEXPECTED { en: "Not what the lesson expected", es: "No es lo que esperaba la lección" }
    TUI_UNEXPECTED_HOW {
        en: "It expected {wanted} and saw {saw}. What follows may not fit any more: {restart} begins the lesson again.",
        es: "Se esperaba {wanted} y se vio {saw}. Lo que sigue quizá ya no encaje: {restart} empieza la lección otra vez.",
    }
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

    TUI_NO_DESCRIPTORS {
        en: "No descriptor is open: the first call is socket().",
        es: "No hay ningún descriptor abierto: la primera llamada es socket().",
    }
    TUI_BACKLOG { en: "queue {waiting}/{backlog}", es: "cola {waiting}/{backlog}" }
    TUI_SENT_AGAIN { en: "sent again ×{count}", es: "reenviado ×{count}" }
    TUI_IN_QUEUE_OF { en: "in the queue of {name}", es: "en la cola de {name}" }
    TUI_ORPHAN { en: "closed by its program", es: "cerrado por su programa" }
    COLUMN_PEER { en: "peer", es: "lado" }
    COLUMN_NAME { en: "name", es: "nom." }
    COLUMN_FD { en: "fd", es: "fd" }
    COLUMN_KIND { en: "type", es: "tipo" }
    COLUMN_LOCAL { en: "local address", es: "dirección local" }
    COLUMN_REMOTE { en: "other end", es: "otro extremo" }
    COLUMN_STATE { en: "state", es: "estado" }
    COLUMN_QUEUES { en: "recv/send", es: "recibe/envía" }

    TUI_NEXT_LANGUAGE { en: "next language", es: "otro lenguaje" }
    TUI_CODE_EMPTY { en: "No call has been made yet.", es: "Todavía no se ha hecho ninguna llamada." }
    TUI_LOG_EMPTY { en: "The board has said nothing.", es: "La tarjeta no ha dicho nada." }
    TUI_LOG_PAUSED { en: "paused, {lines} below", es: "en pausa, {lines} abajo" }

    TUI_QUESTION { en: "What will happen?", es: "¿Qué pasará?" }
    TUI_QUESTION_HOW {
        en: "digit, or ↑ ↓ and Enter · Esc: just show it",
        es: "cifra, o ↑ ↓ y Enter · Esc: solo mostrarlo",
    }
    TUI_RIGHT { en: "Right!", es: "¡Correcto!" }
    TUI_WRONG { en: "Not so. The answer: {answer}", es: "No es así. La respuesta: {answer}" }
    TUI_ANSWER { en: "The answer: {answer}", es: "La respuesta: {answer}" }

    TUI_MENU { en: "Menu", es: "Menú" }
    TUI_MENU_HOW { en: "↑ ↓ and Enter · Esc: close", es: "↑ ↓ y Enter · Esc: cerrar" }
    TUI_LESSONS { en: "Lessons", es: "Lecciones" }
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
        es: "Aquí solo se pueden ejecutar llamadas, órdenes del cable y notas.",
    }
    TUI_SEARCH { en: "Search the log", es: "Buscar en el registro" }
    TUI_SEARCH_HOW { en: "Enter: keep · Esc: show all", es: "Enter: conservar · Esc: mostrar todo" }
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
    TUI_RECORDING_ENDED {
        en: "The recording in {file} ends here: {why}.",
        es: "La grabación en {file} termina aquí: {why}.",
    }
    TUI_NO_SHELL {
        en: "There is no shell to go back to: none started this program.",
        es: "No hay intérprete al que volver: ninguno inició este programa.",
    }
    TUI_DUMB {
        en: "This terminal (TERM=dumb) cannot show a screen. Use: sockscope run {lesson}",
        es: "Esta terminal (TERM=dumb) no puede mostrar una pantalla. Usa: sockscope run {lesson}",
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
    TUI_BOARD_LOOPBACK { en: "two sockets of this computer, no gate", es: "dos sockets de este equipo, sin compuerta" }
    TUI_BOARD_OTHER { en: "another one …", es: "otra …" }
    TUI_BOARD_OTHER_HINT { en: "a port, a board's name, tcp:HOST:PORT", es: "un puerto, el nombre de una tarjeta, tcp:HOST:PUERTO" }
    TUI_PLACE { en: "Which board?", es: "¿Qué tarjeta?" }
    TUI_PLACE_HOW {
        en: "a port, a board's name, or tcp:HOST:PORT · Enter: go on there · Esc: close",
        es: "un puerto, el nombre de una tarjeta o tcp:HOST:PUERTO · Enter: seguir ahí · Esc: cerrar",
    }
    TUI_HELP { en: "Help · ↑ ↓ scroll, Esc closes", es: "Ayuda · ↑ ↓ desplazan, Esc cierra" }

    TUI_SIGNS { en: "Signs", es: "Signos" }
    SIGN_DONE { en: "the call has returned", es: "la llamada ha vuelto" }
    SIGN_FAILED { en: "the call has failed; its errno stands behind it", es: "la llamada ha fallado; detrás está su errno" }
    SIGN_BLOCKED { en: "the call is blocked: it has not returned yet", es: "la llamada está bloqueada: aún no ha vuelto" }
    SIGN_NEXT { en: "the next line of the lesson", es: "la siguiente línea de la lección" }
    SIGN_HELD { en: "a segment that is held at the gate", es: "un segmento retenido en la compuerta" }
    SIGN_DROPPED { en: "a segment that was taken off the wire", es: "un segmento que se quitó del cable" }
    SIGN_SYN { en: "opens a direction, and says where its numbers start", es: "abre un sentido y dice desde qué número cuenta" }
    SIGN_ACK { en: "all bytes before the number ack have arrived", es: "han llegado todos los bytes anteriores a ack" }
    SIGN_PSH { en: "no more bytes follow just now: hand them over", es: "no siguen más bytes por ahora: se pueden entregar" }
    SIGN_FIN { en: "ends a direction: nothing more will be sent in it", es: "termina un sentido: por él no se enviará nada más" }
    SIGN_FIN_ACK { en: "a FIN with its ACK bit; the flow says just FIN", es: "un FIN con su bit ACK; el flujo escribe solo FIN" }
    SIGN_RST { en: "refuses or cuts the connection off", es: "rechaza o corta la conexión" }
    SIGN_SEQ { en: "the number of the segment's first byte", es: "el número del primer byte del segmento" }
    SIGN_ACK_NUMBER { en: "the number of the next byte that is expected", es: "el número del siguiente byte que se espera" }
    SIGN_WIN { en: "window: how many bytes there is room for", es: "ventana: para cuántos bytes hay sitio" }
    SIGN_LEN { en: "how many bytes of data the segment carries", es: "cuántos bytes de datos lleva el segmento" }
    SIGN_MSS { en: "the most data that one segment may carry", es: "el máximo de datos que admite un segmento" }
    SIGN_WS { en: "window scale: its field counts in units of 2^ws bytes", es: "escala: el campo de ventana cuenta en unidades de 2^ws" }
    SIGN_SENT_AGAIN { en: "how often a held segment was sent again", es: "cuántas veces se reenvió un segmento retenido" }

    KEY_HOME { en: "Home", es: "Inicio" }
    KEY_END { en: "End", es: "Fin" }
    KEY_PAGE_UP { en: "PgUp", es: "RePág" }
    KEY_PAGE_DOWN { en: "PgDn", es: "AvPág" }
    KEY_SPACE { en: "Space", es: "Espacio" }
    KEY_SHIFT { en: "Shift", es: "Mayús" }
    KEYS_STEPS { en: "Going on and looking back", es: "Avanzar y mirar atrás" }
    KEYS_DOING { en: "Calls and segments", es: "Llamadas y segmentos" }
    KEYS_SCREEN { en: "The screen", es: "La pantalla" }
    KEYS_SESSION { en: "The session", es: "La sesión" }

    DO_NEXT { en: "the next line; in the past, one moment forward", es: "la siguiente línea; en el pasado, un momento más" }
    DO_BACK { en: "look back: to the call, state or segment before", es: "mirar atrás: llamada, estado o segmento anterior" }
    DO_FIRST { en: "look at the beginning", es: "mirar el comienzo" }
    DO_LIVE { en: "back to now", es: "volver al presente" }
    DO_AUTOPLAY { en: "autoplay on or off", es: "activar o quitar el avance automático" }
    DO_SLOWER { en: "slower", es: "más lento" }
    DO_FASTER { en: "faster", es: "más rápido" }
    DO_PREDICTIONS { en: "questions on or off", es: "activar o quitar las preguntas" }
    DO_SIDE { en: "the other side makes the calls", es: "las llamadas las hace el otro lado" }
    DO_CALLS { en: "choose a call", es: "elegir una llamada" }
    DO_PROMPT { en: "type a call", es: "escribir una llamada" }
    DO_FREEZE { en: "freeze or open the wire", es: "congelar o abrir el cable" }
    DO_RELEASE { en: "release one segment", es: "liberar un segmento" }
    DO_RELEASE_ALL { en: "release all segments", es: "liberar todos los segmentos" }
    DO_DROP { en: "drop a held segment", es: "descartar un segmento retenido" }
    DO_DUPLICATE { en: "duplicate a held segment", es: "duplicar un segmento retenido" }
    DO_REORDER { en: "swap the two oldest held segments", es: "intercambiar los dos segmentos retenidos más viejos" }
    PANEL_STATES { en: "States", es: "Estados" }
    PANEL_LADDER { en: "Ladder", es: "Segmentos" }
    PANEL_WIRE { en: "Wire", es: "Cable" }
    PANEL_DESCRIPTORS { en: "Descriptors", es: "Descriptores" }
    PANEL_CODE { en: "Code", es: "Código" }
    PANEL_LOG { en: "Log", es: "Registro" }
    PANEL_EVENTS { en: "Timeline", es: "Historia" }
    DO_UP { en: "scroll up; on the wire, the segment before", es: "subir; en el cable, el segmento anterior" }
    DO_DOWN { en: "scroll down; on the wire, the segment after", es: "bajar; en el cable, el segmento siguiente" }
    DO_PAGE_UP { en: "a page up", es: "una página arriba" }
    DO_PAGE_DOWN { en: "a page down", es: "una página abajo" }
    DO_ZOOM { en: "the panel on the whole screen, or not", es: "ampliar el panel a toda la pantalla, o reducirlo" }
    DO_PRESENTER { en: "presenter's view: big letters, or not", es: "activar o quitar la vista de letras grandes" }
    DO_PAYLOAD { en: "the bytes of the segments, or not", es: "mostrar u ocultar los bytes de los segmentos" }
    DO_NUMBERS { en: "relative or absolute sequence numbers", es: "números de secuencia relativos o absolutos" }
    DO_SEARCH { en: "search the log", es: "buscar en el registro" }
    DO_LEVEL { en: "the least level of the log", es: "el nivel mínimo del registro" }
    DO_SAVE_LOG { en: "write the log to a file", es: "guardar el registro en un archivo" }
    DO_REDRAW { en: "draw everything again", es: "dibujar todo de nuevo" }
    DO_MENU { en: "menu", es: "menú" }
    DO_LESSON { en: "another lesson", es: "otra lección" }
    DO_RESTART { en: "restart the lesson", es: "reiniciar la lección" }
    DO_ROLE { en: "swap server and client", es: "intercambiar servidor y cliente" }
    DO_LANGUAGE { en: "English, español", es: "español, English" }
    DO_THEME { en: "another theme", es: "otro tema de colores" }
    DO_BOARD { en: "another board", es: "otra tarjeta" }
    DO_MOUSE { en: "mouse on or off", es: "activar o quitar el ratón" }
    DO_HELP { en: "help", es: "ayuda" }
    DO_SUSPEND { en: "back to the shell; fg returns", es: "salir al intérprete; fg vuelve aquí" }
    DO_QUIT { en: "quit", es: "salir" }

    HINT_NEXT { en: "next", es: "seguir" }
    HINT_BACK { en: "back", es: "atrás" }
    HINT_CALLS { en: "calls", es: "llamar" }
    HINT_PROMPT { en: "type", es: "línea" }
    HINT_FREEZE { en: "freeze", es: "retener" }
    HINT_RELEASE { en: "release", es: "liberar" }
    HINT_ZOOM { en: "zoom", es: "ampliar" }
    HINT_UNZOOM { en: "all panels", es: "todos los paneles" }
    HINT_MENU { en: "menu", es: "menú" }
    HINT_HELP { en: "help", es: "ayuda" }
    HINT_QUIT { en: "quit", es: "salir" }
    HINT_AUTOPLAY { en: "autoplay", es: "automático" }
    HINT_PRESENTER { en: "present", es: "presentar" }
    HINT_FORWARD { en: "forward", es: "adelante" }
    HINT_LIVE { en: "now", es: "ahora" }
    HINT_FIRST { en: "beginning", es: "comienzo" }

    // ── the serial link ──────────────────────────────────────────────────────────────────────

    LINK_NO_PORTS {
        en: "{place}: there is no such port, and no other one. Is the board plugged in, with a cable that carries data (many only charge)?",
        es: "{place}: ese puerto no existe, ni ningún otro. ¿Está enchufada la tarjeta, y con un cable de datos (muchos solo cargan)?",
    }
    LINK_ABSENT {
        en: "{place}: there is no such port, and no board of that name. Ports here: {ports}. `sockscope ports` says more.",
        es: "{place}: ese puerto no existe, ni hay tarjeta con ese nombre. Puertos de este equipo: {ports}. `sockscope ports` da más detalles.",
    }
    LINK_PERMISSION {
        en: "{place}: this user may not open the port. Look at its permissions with `ls -l {place}`.",
        es: "{place}: este usuario no puede abrir el puerto. Sus permisos se ven con `ls -l {place}`.",
    }
    LINK_PERMISSION_GROUP {
        en: "{place}: this user may not open the port, the group {group} may. Run `sudo usermod -aG {group} $USER`, then log out and in again.",
        es: "{place}: este usuario no puede abrir el puerto; el grupo {group} sí. Ejecuta `sudo usermod -aG {group} $USER` y después cierra la sesión y vuelve a entrar.",
    }
    LINK_BUSY {
        en: "{place}: another program has the port open (a serial monitor, an IDE?). Close it and try again.",
        es: "{place}: otro programa tiene abierto el puerto (¿un monitor serie, un IDE?). Ciérralo y vuelve a intentarlo.",
    }
    LINK_BUSY_BY {
        en: "{place}: {by} has the port open. Close it and try again.",
        es: "{place}: {by} tiene abierto el puerto. Ciérralo y vuelve a intentarlo.",
    }
    LINK_NOT_SERIAL {
        en: "{place} is no serial port. `sockscope ports` lists those that are.",
        es: "{place} no es un puerto serie. `sockscope ports` muestra los que hay.",
    }
    LINK_UNREACHABLE {
        en: "{addr}: nobody answers there ({why}). The address has the form HOST:PORT; is the serial server running?",
        es: "{addr}: nadie responde ahí ({why}). La dirección tiene la forma EQUIPO:PUERTO; ¿está en marcha el servidor serie?",
    }
    LINK_SILENT {
        en: "{place}: nothing came, not even text. Is it the board's port? Press the board's reset button, or write the firmware with `sockscope flash`.",
        es: "{place}: no llegó nada, ni siquiera texto. ¿Es el puerto de la tarjeta? Pulsa su botón de reinicio o graba el firmware con `sockscope flash`.",
    }
    LINK_OTHER_FIRMWARE {
        en: "{place}: something talks there, but it is not our firmware (it said: {heard}). Write ours with `sockscope flash`.",
        es: "{place}: ahí habla algo, pero no es nuestro firmware (dijo: {heard}). Graba el nuestro con `sockscope flash`.",
    }
    LINK_BOOTLOADER {
        en: "{place}: the chip waits for a program to be written. Press its reset button without holding BOOT, or write the firmware with `sockscope flash`.",
        es: "{place}: el chip espera que se le grabe un programa. Pulsa su botón de reinicio sin mantener BOOT, o graba el firmware con `sockscope flash`.",
    }
    LINK_ECHO {
        en: "{place}: what is sent comes back. This is no board: a looped cable, or a port whose two ends are joined.",
        es: "{place}: lo que se envía vuelve igual. Eso no es una tarjeta: es un cable en bucle, o un puerto con los dos extremos unidos.",
    }
    LINK_HOST_OLDER {
        en: "{place}: the board ({program}) speaks link version {board}, this sockscope speaks {host}. Update sockscope on this computer.",
        es: "{place}: la tarjeta ({program}) habla la versión {board} del enlace y este sockscope la {host}. Actualiza sockscope en este equipo.",
    }
    LINK_BOARD_OLDER {
        en: "{place}: the board ({program}) speaks link version {board}, this sockscope speaks {host}. Write the board's firmware again with `sockscope flash`.",
        es: "{place}: la tarjeta ({program}) habla la versión {board} del enlace y este sockscope la {host}. Vuelve a grabar su firmware con `sockscope flash`.",
    }
    LINK_OTHER { en: "{place}: the port failed: {why}.", es: "{place}: falló el puerto: {why}." }
    LINK_UNPLUGGED {
        en: "{place}: the cable is out, or the board lost its power ({why}). It is taken up again as soon as it is back.",
        es: "{place}: se soltó el cable o la tarjeta se quedó sin corriente ({why}). Se retomará en cuanto vuelva.",
    }
    LINK_GONE {
        en: "{place}: the board does not answer any more. Press its reset button; it is taken up again as soon as it speaks.",
        es: "{place}: la tarjeta ya no responde. Pulsa su botón de reinicio; se retomará en cuanto hable.",
    }
    LINK_BACK { en: "{place}: the board is back.", es: "{place}: la tarjeta ha vuelto." }
    LINK_RESTARTED {
        en: "The board started again: its sockets are gone.",
        es: "La tarjeta arrancó de nuevo: sus sockets se perdieron.",
    }
    LINK_RESTARTED_BY {
        en: "The board started again ({reason}): its sockets are gone.",
        es: "La tarjeta arrancó de nuevo ({reason}): sus sockets se perdieron.",
    }
    LINK_FORGOTTEN {
        en: "The board knows nothing of this session any more: it started again, or had to wait too long for this computer. Its sockets are gone.",
        es: "La tarjeta ya no sabe nada de esta sesión: arrancó de nuevo o tuvo que esperar demasiado a este equipo. Sus sockets se perdieron.",
    }
    LINK_LOST_FORGOTTEN {
        en: "the board lost its part of the lesson in the middle of it: it started again, or had to wait too long; start the lesson again",
        es: "la tarjeta perdió su parte de la lección a mitad de ella: arrancó de nuevo o tuvo que esperar demasiado; empieza la lección otra vez",
    }
    LINK_NOISE {
        en: "Noise on the line: {count} damaged frame(s), which were sent again. Nothing is lost.",
        es: "Ruido en la línea: {count} trama(s) dañada(s), que se enviaron de nuevo. No se ha perdido nada.",
    }
    LINK_LOST_RESTART {
        en: "the board started again in the middle of the lesson, and what it had is gone; start the lesson again",
        es: "la tarjeta arrancó de nuevo a mitad de la lección y perdió lo que tenía; empieza la lección otra vez",
    }
    LINK_LOST_UNPLUGGED {
        en: "the board was unplugged in the middle of the lesson; plug it in and start the lesson again",
        es: "se desenchufó la tarjeta a mitad de la lección; enchúfala y empieza la lección otra vez",
    }
    LINK_LOST_SILENT {
        en: "the board stopped answering in the middle of the lesson; reset it and start the lesson again",
        es: "la tarjeta dejó de responder a mitad de la lección; reiníciala y empieza la lección otra vez",
    }
    LINK_LOST_CLEARED {
        en: "the board's network changed, and its sockets went with the old one; start the lesson again",
        es: "cambió la red de la tarjeta y sus sockets se fueron con la anterior; empieza la lección otra vez",
    }
    LINK_AWAY {
        en: "the board is not there now",
        es: "la tarjeta no está ahora mismo",
    }
    LINK_FLOOD {
        en: "{count} more lines of the log are left out here: they come too fast. `sockscope monitor` shows all of them.",
        es: "Aquí se omiten {count} líneas más del registro: llegan demasiado rápido. `sockscope monitor` las muestra todas.",
    }
    LINK_REFUSED { en: "the board refused: {why}", es: "la tarjeta lo rechazó: {why}" }
    LINK_NO_ANSWER {
        en: "{place}: the board did not answer. Try again; if it stays so, press its reset button.",
        es: "{place}: la tarjeta no respondió. Inténtalo otra vez; si sigue igual, pulsa su botón de reinicio.",
    }

    // ── the board's radio ────────────────────────────────────────────────────────────────────

    WIFI_OFF {
        en: "The radio is off: no network is set. Give it one with `sockscope wifi join NETWORK`, or make one with `sockscope wifi softap NAME`.",
        es: "La radio está apagada: no hay red configurada. Puedes darle una con `sockscope wifi join RED` o crear una con `sockscope wifi softap NOMBRE`.",
    }
    WIFI_JOINING { en: "Joining {ssid} …", es: "Entrando en {ssid} …" }
    WIFI_STARTING { en: "Starting the network {ssid} …", es: "Creando la red {ssid} …" }
    WIFI_WAITING {
        en: "In {ssid}, waiting for an address …",
        es: "En {ssid}, esperando una dirección …",
    }
    WIFI_READY {
        en: "In {ssid} as {addr} (channel {channel}, {rssi}).",
        es: "En {ssid} como {addr} (canal {channel}, {rssi}).",
    }
    WIFI_SOFTAP_READY {
        en: "The board makes the network {ssid}, its address is {addr} (channel {channel}, {stations} stations). Join this computer to it.",
        es: "La tarjeta crea la red {ssid} y su dirección es {addr} (canal {channel}, {stations} estaciones). Conecta este equipo a ella.",
    }
    WIFI_FAILED { en: "{ssid}: no network: {why}.", es: "{ssid}: sin red: {why}." }
    WIFI_RETRY {
        en: "The next try begins in {seconds} s.",
        es: "El próximo intento empieza en {seconds} s.",
    }
    WIFI_FAULT_NOT_FOUND {
        en: "no network of that name is heard: too far away, misspelt, or on 5 GHz, which this board cannot hear",
        es: "no se oye ninguna red con ese nombre: está lejos, el nombre está mal escrito o es de 5 GHz, que esta tarjeta no capta",
    }
    WIFI_FAULT_SECURITY {
        en: "the network is protected in another way: try with (or without) a password; if it takes WPA3 alone, let it take WPA2 too; enterprise networks do not work",
        es: "la red está protegida de otra manera: prueba con contraseña (o sin ella); si solo admite WPA3, haz que admita también WPA2; las redes de empresa no funcionan",
    }
    WIFI_FAULT_PASSWORD { en: "the password is wrong", es: "la contraseña no es correcta" }
    WIFI_FAULT_GONE {
        en: "the access point is heard no more: switched off, or out of reach",
        es: "ya no se oye el punto de acceso: está apagado o fuera de alcance",
    }
    WIFI_FAULT_SENT_AWAY {
        en: "the access point sent the board away",
        es: "el punto de acceso expulsó a la tarjeta",
    }
    WIFI_FAULT_FULL {
        en: "the access point takes no more stations",
        es: "el punto de acceso no admite más estaciones",
    }
    WIFI_FAULT_NO_ADDRESS {
        en: "joined, but no DHCP server gave an address: try a fixed one (--address)",
        es: "entró, pero ningún servidor DHCP le dio dirección: prueba con una fija (--address)",
    }
    WIFI_FAULT_DRIVER {
        en: "the radio's driver failed: reset the board",
        es: "falló el controlador de la radio: reinicia la tarjeta",
    }
    WIFI_FAULT_OTHER {
        en: "the connection ended, and the radio does not say why it did",
        es: "la conexión terminó y la radio no dice por qué",
    }
    WIFI_MISTAKE_SSID {
        en: "a network's name has 1 to 32 bytes",
        es: "el nombre de una red tiene de 1 a 32 bytes",
    }
    WIFI_MISTAKE_PASSWORD {
        en: "a network's password has 8 to 63 characters: letters without accents, digits and signs",
        es: "la contraseña de una red tiene de 8 a 63 caracteres: letras sin acento, cifras y signos",
    }
    WIFI_MISTAKE_CHANNEL {
        en: "a channel is a number from 1 to 13",
        es: "un canal es un número del 1 al 13",
    }
    WIFI_MISTAKE_ADDRESS {
        en: "an address is written like 192.168.1.50/24, and is that of one machine",
        es: "una dirección se escribe como 192.168.1.50/24 y es la de un solo equipo",
    }
    WIFI_OPEN { en: "open", es: "abierta" }
    WIFI_ENTERPRISE { en: "enterprise", es: "de empresa" }
    WIFI_OTHER { en: "other", es: "otra" }

    // ── session: a board on a port ───────────────────────────────────────────────────────────

    SESSION_BOARD {
        en: "board: {chip} {name} at {place}, which said hello",
        es: "tarjeta: {chip} {name} en {place}, que ha saludado",
    }
    SESSION_NO_HELLO {
        en: "no board can be used, so the virtual one is. {reasons}",
        es: "no se puede usar ninguna tarjeta, así que se usa la virtual. {reasons}",
    }
    SESSION_NO_ADDRESS {
        en: "{place}: the board has no address on a network. {why}",
        es: "{place}: la tarjeta no tiene dirección en ninguna red. {why}",
    }
    SESSION_NO_ROUTE {
        en: "no way leads from this computer to the board at {board} ({why}). Are both in the same network?",
        es: "desde este equipo no hay camino hasta la tarjeta, que está en {board} ({why}). ¿Están los dos en la misma red?",
    }

    // ── the commands for a board on a port ───────────────────────────────────────────────────

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
        es: "Ejemplos:\n  sockscope flash                          un ESP32-C3, la única tarjeta enchufada\n  sockscope flash /dev/ttyACM0 --chip esp32c6\n  sockscope flash --image sockscope-esp32\n\n",
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
    CLI_CHIP { en: "The chip to build for", es: "El chip de destino" }
    CLI_IMAGE { en: "The image to write, an ELF file", es: "La imagen que se graba, un archivo ELF" }

    TOOL_NO_PORT {
        en: "{board} is no board on a serial port. Name a port, or leave --board out.",
        es: "{board} no es una tarjeta en un puerto serie. Indica un puerto u omite --board.",
    }
    TOOL_NO_BOARD {
        en: "no board is plugged in, as far as USB says. Use a cable that carries data (many only charge); if it shows up nowhere, its driver may be missing.",
        es: "no hay ninguna tarjeta enchufada, según el USB. Usa un cable de datos (muchos solo cargan); si no aparece por ningún lado, quizá falte su controlador.",
    }
    TOOL_SEVERAL {
        en: "several boards may be meant: {ports}. Name one; `sockscope ports` says who they are.",
        es: "hay varias tarjetas posibles: {ports}. Indica una; `sockscope ports` dice cuáles son.",
    }
    PORTS_OURS {
        en: "board {name}, {chip}, firmware {firmware}, address {addr}",
        es: "tarjeta {name}, {chip}, firmware {firmware}, dirección {addr}",
    }
    PORTS_NOT_ASKED { en: "no board's adapter: not asked", es: "adaptador ajeno a las tarjetas: no se le pregunta" }
    MONITOR_KEYS { en: "r resets the board, q ends", es: "r reinicia la tarjeta, q termina" }
    MONITOR_RESET { en: "the board is reset", es: "se reinicia la tarjeta" }
    MONITOR_NO_RESET {
        en: "this port cannot reset the board ({why}): press its button",
        es: "este puerto no puede reiniciar la tarjeta ({why}): pulsa su botón",
    }
    MONITOR_UNWRITABLE { en: "the log cannot be written: {why}", es: "no se puede escribir el registro: {why}" }
    MONITOR_NO_ELF { en: "{file} is no ELF image", es: "{file} no es una imagen ELF" }
    BOARD_RESET { en: "the board has started again", es: "la tarjeta ha arrancado de nuevo" }
    BOARD_CHIP { en: "chip", es: "chip" }
    BOARD_NAME { en: "name", es: "nombre" }
    BOARD_FIRMWARE { en: "firmware", es: "firmware" }
    BOARD_ADDRESS { en: "address", es: "dirección" }
    BOARD_DESCRIPTORS { en: "descriptors", es: "descriptores" }
    BOARD_CONNECTIONS { en: "connections", es: "conexiones" }
    BOARD_BUFFERS { en: "buffers (receive / send)", es: "búferes (recepción / envío)" }
    BOARD_REASON { en: "last reset", es: "último reinicio" }
    BOARD_HEAP { en: "free heap", es: "memoria libre" }
    WIFI_PASSWORD { en: "Password of {ssid}:", es: "Contraseña de {ssid}:" }
    WIFI_NO_PASSWORD { en: "the password cannot be read: {why}", es: "no se puede leer la contraseña: {why}" }
    WIFI_NO_NETWORKS {
        en: "The board hears no network. It hears 2.4 GHz only.",
        es: "La tarjeta no oye ninguna red. Solo capta las de 2,4 GHz.",
    }
    WIFI_HIDDEN { en: "(hidden)", es: "(oculta)" }
    FLASH_WITHOUT {
        en: "this sockscope was built without flashing (the cargo feature flash). Use espflash, or build it again with the feature.",
        es: "este sockscope se compiló sin la grabación (la característica flash de cargo). Usa espflash o compílalo de nuevo con ella.",
    }
    FLASH_NO_TCP {
        en: "a board is flashed through a serial port of this computer, not over the network.",
        es: "una tarjeta se graba por un puerto serie de este equipo, no a través de la red.",
    }
    FLASH_NO_SOURCES {
        en: "there is no image for {chip}, and no sources to build one from. Run this in sockscope's source folder, or name an image with --image.",
        es: "no hay imagen para {chip} ni fuentes con que compilarla. Ejecuta esto en la carpeta de fuentes de sockscope o indica una imagen con --image.",
    }
    FLASH_BUILDING {
        en: "Building the image for {chip} {with} … this takes some minutes the first time.",
        es: "Compilando la imagen para {chip} {with} … la primera vez tarda unos minutos.",
    }
    FLASH_AS_IT_IS {
        en: "No compiler for this chip is here: {file} is written as it is, even if it is older than the sources.",
        es: "Aquí no hay compilador para este chip: se graba {file} tal como está, aunque sea más antigua que las fuentes.",
    }
    FLASH_NOT_BUILT {
        en: "the image for {chip} was not built ({why}). What cargo says above is the reason; docs/boards.md tells how to build it by hand.",
        es: "no se compiló la imagen para {chip} ({why}). El motivo es lo que cargo dice arriba; docs/boards.es.md cuenta cómo compilarla a mano.",
    }
    FLASH_WITH_TARGET { en: "with the Rust that is in use", es: "con el Rust que está en uso" }
    FLASH_WITH_RUSTUP { en: "with rustup, which gets the target first", es: "con rustup, que antes descarga el destino" }
    FLASH_WITH_DEBIAN { en: "with Debian's Rust", es: "con el Rust de Debian" }
    FLASH_WITH_ESP { en: "with Espressif's Rust", es: "con el Rust de Espressif" }
    FLASH_HOW_RUST {
        en: "there is no Rust here that builds for this chip. Either install rustup (https://rustup.rs) and run `rustup target add {target}`, or, on Debian, `sudo apt install rustc-web cargo-web rust-web-src rust-web-llvm lld-22`; then try again.",
        es: "aquí no hay ningún Rust que compile para este chip. Instala rustup (https://rustup.rs) y ejecuta `rustup target add {target}`, o bien, en Debian, `sudo apt install rustc-web cargo-web rust-web-src rust-web-llvm lld-22`; después, inténtalo de nuevo.",
    }
    FLASH_HOW_ESPUP {
        en: "this chip needs Espressif's Rust: `cargo install espup`, then `espup install`; then try again.",
        es: "este chip necesita el Rust de Espressif: `cargo install espup` y después `espup install`; luego, inténtalo de nuevo.",
    }
    FLASH_BAD_IMAGE {
        en: "this is no image of the firmware: {why}",
        es: "esto no es una imagen del firmware: {why}",
    }
    FLASH_WRONG_CHIP {
        en: "the image is for {image}, but the chip is {chip}: nothing was written. Build it for this chip: `sockscope flash --chip {chip}`.",
        es: "la imagen es para {image}, pero el chip es {chip}: no se grabó nada. Compílala para este chip: `sockscope flash --chip {chip}`.",
    }
    FLASH_NO_ANSWER {
        en: "{place}: the chip's ROM loader does not answer. Hold the board's BOOT button, press and release RESET, let go of BOOT, and try again.",
        es: "{place}: no responde el cargador de la ROM del chip. Mantén pulsado BOOT, pulsa y suelta RESET, suelta BOOT y vuelve a intentarlo.",
    }
    FLASH_BROKEN {
        en: "{place}: the writing broke off: {why}. The board is not damaged. Check cable and plug, perhaps --baud 115200, and flash it again.",
        es: "{place}: la grabación se interrumpió: {why}. La tarjeta no está dañada. Revisa el cable y el conector, quizá con --baud 115200, y grábala otra vez.",
    }
    FLASH_VERIFY {
        en: "what was read back is not what was written. Flash again; if it stays so, the flash memory may be worn out.",
        es: "lo leído no coincide con lo grabado. Graba otra vez; si sigue igual, quizá la memoria flash esté gastada.",
    }
    FLASH_FOUND { en: "chip {chip}, address {mac}", es: "chip {chip}, dirección {mac}" }
    FLASH_VERIFYING { en: "reading back …", es: "comprobando …" }
    FLASH_SAME { en: "was there already", es: "ya estaba" }
    FLASH_WRITTEN { en: "written and read back", es: "grabado y comprobado" }
    FLASH_DONE {
        en: "Done: the board starts the new firmware. Give it a network: `sockscope wifi join NETWORK`.",
        es: "Listo: la tarjeta arranca el firmware nuevo. Dale una red: `sockscope wifi join RED`.",
    }
    REACH_WORKS {
        en: "the board connected to this computer ({host}) in {ms} ms: lessons can run",
        es: "la tarjeta se conectó a este equipo ({host}) en {ms} ms: las lecciones pueden empezar",
    }
    DOCTOR_BROWN_OUT {
        en: "the board was last reset because its supply voltage fell too low ({reason}): its radio takes more than this USB socket gives. Use another socket, without a hub, and a short cable",
        es: "la tarjeta se reinició por última vez porque la tensión de alimentación bajó demasiado ({reason}): su radio consume más de lo que da este puerto USB. Usa otro puerto, sin concentrador, y un cable corto",
    }
    DOCTOR_CRASH {
        en: "the board was last reset by a crash of its firmware: `sockscope monitor` shows where it happens, should it happen again",
        es: "la tarjeta se reinició por última vez por un fallo de su firmware: `sockscope monitor` muestra dónde ocurre, si se repite",
    }
    REACH_NO_ROUTE {
        en: "this computer has no way to the board ({why}): join both to the same network",
        es: "este equipo no tiene camino hasta la tarjeta ({why}): conecta ambos a la misma red",
    }
    REACH_BOARD_NO_ROUTE {
        en: "the board has no way to this computer, {host} ({errno}): join both to the same network",
        es: "la tarjeta no tiene camino hasta este equipo, {host} ({errno}): conecta ambos a la misma red",
    }
    REACH_FIREWALL {
        en: "this computer reaches the board, but the board does not reach {host}: most likely this computer's firewall refuses what comes in. Allow it for this network (Linux: ufw, firewalld; Windows: set the network to private), or play the client (--role client)",
        es: "este equipo llega a la tarjeta, pero la tarjeta no llega a {host}: lo más probable es que el cortafuegos de este equipo rechace las conexiones entrantes. Permítelas en esta red (Linux: ufw, firewalld; Windows: marca la red como privada) o haz de cliente (--role client)",
    }
    REACH_ISOLATED {
        en: "the board ({board}) and this computer ({host}) do not reach each other, though both have an address: most likely the access point keeps its stations apart (AP isolation, a guest network). Use another network, or let the board make one: `sockscope wifi softap NAME`",
        es: "la tarjeta ({board}) y este equipo ({host}) no se alcanzan, aunque ambos tienen dirección: lo más probable es que el punto de acceso aísle a sus estaciones (aislamiento de clientes, red de invitados). Usa otra red o deja que la tarjeta cree una: `sockscope wifi softap NOMBRE`",
    }
    REACH_UNTRIED { en: "the way back was not tried: {why}", es: "no se probó el camino de vuelta: {why}" }
    DOCTOR_BOARDS { en: "Boards on serial ports", es: "Tarjetas en puertos serie" }
}
