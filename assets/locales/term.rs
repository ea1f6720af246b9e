// What an option, a flag or another word of the calls means. What a state or a call means is said elsewhere.

texts! {
    TERM_OPTION { en: "{name}: an option of a socket ({level})", es: "{name}: una opción de socket ({level})" }
    TERM_FLAG { en: "{name}: a flag", es: "{name}: un indicador" }
    TERM_WORD { en: "{name}: a word of socket()", es: "{name}: una palabra de socket()" }
    TERM_SIGN { en: "{name}: on the screen", es: "{name}: en la pantalla" }
    TERM_WAYS { en: "It comes about in more ways than one.", es: "Ocurre de más de una manera." }
    TERM_HOW { en: "to try", es: "para probar" }
    TERM_SOURCE { en: "source", es: "fuente" }
    TERM_LINUX { en: "Linux", es: "Linux" }
    TERM_BOARD { en: "this board", es: "esta tarjeta" }
    TERM_LWIP { en: "ESP-IDF's lwIP", es: "el lwIP de ESP-IDF" }
    TERM_HAS { en: "has it.", es: "la tiene." }
    TERM_LACKS { en: "lacks it: ENOPROTOOPT.", es: "no la tiene: ENOPROTOOPT." }

    LIST_CALLS { en: "Calls", es: "Llamadas" }
    LIST_STATES { en: "States", es: "Estados" }
    LIST_ERRNOS { en: "Errors", es: "Errores" }
    LIST_OPTIONS { en: "Options", es: "Opciones" }
    LIST_FLAGS { en: "Flags and words", es: "Indicadores y palabras" }
    LIST_SIGNS { en: "Signs of the screen", es: "Signos de la pantalla" }

    OPTION_REUSEADDR {
        en: "Lets bind() have a port on which connections are still in TIME-WAIT. On Linux the old socket must have had it too.",
        es: "Permite a bind() tomar un puerto en el que aún hay conexiones en TIME-WAIT. En Linux, el socket anterior también debe haberla tenido.",
    }
    OPTION_LINGER {
        en: "What close() does about unsent data: off, the system goes on sending by itself; on, close() waits so many seconds; with 0 seconds it cuts the connection with a RST.",
        es: "Qué hace close() con los datos sin enviar: desactivada, el sistema los sigue enviando por su cuenta; activada, close() espera esos segundos; con 0 segundos corta la conexión con un RST.",
    }
    OPTION_KEEPALIVE {
        en: "Asks an idle connection's other end from time to time whether it is still there; without an answer the connection is given up.",
        es: "Pregunta de vez en cuando, en una conexión inactiva, si el otro extremo sigue ahí; sin respuesta, la conexión se da por perdida.",
    }
    OPTION_RCVTIMEO {
        en: "How long a receiving call (and accept()) may wait before it fails with EAGAIN; 0 is for ever.",
        es: "Cuánto puede esperar una llamada que recibe (y accept()) antes de fallar con EAGAIN; 0 es para siempre.",
    }
    OPTION_SNDTIMEO {
        en: "How long a sending call may wait for room before it returns what it has sent so far, or EAGAIN; 0 is for ever.",
        es: "Cuánto puede esperar espacio una llamada que envía antes de devolver lo enviado hasta entonces, o EAGAIN; 0 es para siempre.",
    }
    OPTION_RCVBUF {
        en: "The size of the receive buffer, from which the window comes. Linux doubles what is set.",
        es: "El tamaño del búfer de recepción, del que sale la ventana. Linux duplica lo que se fija.",
    }
    OPTION_SNDBUF {
        en: "The size of the send buffer: how much send() takes before it has to wait. Linux doubles what is set.",
        es: "El tamaño del búfer de envío: cuánto toma send() antes de tener que esperar. Linux duplica lo que se fija.",
    }
    OPTION_NODELAY {
        en: "Switches Nagle's algorithm off: small pieces go out at once instead of waiting for the ACK of the one before.",
        es: "Desactiva el algoritmo de Nagle: los trozos pequeños salen enseguida en vez de esperar el ACK del anterior.",
    }
    OPTION_ERROR {
        en: "The error that waits in the socket; reading it clears it. It tells how a connect() that did not wait has ended.",
        es: "El error que espera en el socket; leerlo lo borra. Dice cómo terminó un connect() que no esperó.",
    }
    OPTION_TYPE { en: "What kind of socket it is: SOCK_STREAM or SOCK_DGRAM.", es: "De qué tipo es el socket: SOCK_STREAM o SOCK_DGRAM." }
    OPTION_REUSEPORT {
        en: "Lets several sockets listen on one port, if all of them set it: the system shares the clients out among them.",
        es: "Permite que varios sockets escuchen en un mismo puerto, si todos la activan: el sistema reparte entre ellos los clientes.",
    }
    OPTION_BROADCAST { en: "Lets a datagram socket send to a broadcast address.", es: "Permite a un socket de datagramas enviar a una dirección de difusión." }
    OPTION_RCVLOWAT {
        en: "How many bytes must be there before a receiving call returns or poll() says POLLIN.",
        es: "Cuántos bytes debe haber para que una llamada que recibe retorne o poll() diga POLLIN.",
    }
    OPTION_ACCEPTCONN { en: "Whether the socket listens: 1 after listen().", es: "Si el socket escucha: 1 después de listen()." }
    OPTION_DOMAIN { en: "The family of its addresses: AF_INET or AF_INET6.", es: "La familia de sus direcciones: AF_INET o AF_INET6." }
    OPTION_PROTOCOL { en: "Its protocol's number: 6 is TCP, 17 is UDP.", es: "El número de su protocolo: 6 es TCP, 17 es UDP." }
    OPTION_KEEPIDLE {
        en: "With SO_KEEPALIVE: after how many idle seconds the first question is asked.",
        es: "Con SO_KEEPALIVE: tras cuántos segundos de inactividad se hace la primera pregunta.",
    }
    OPTION_KEEPINTVL {
        en: "With SO_KEEPALIVE: how many seconds lie between two questions.",
        es: "Con SO_KEEPALIVE: cuántos segundos pasan entre dos preguntas.",
    }
    OPTION_KEEPCNT {
        en: "With SO_KEEPALIVE: how many questions may go unanswered before the connection is given up.",
        es: "Con SO_KEEPALIVE: cuántas preguntas pueden quedar sin respuesta antes de dar la conexión por perdida.",
    }
    OPTION_USER_TIMEOUT {
        en: "How many milliseconds sent data may stay unacknowledged before the connection is given up with ETIMEDOUT.",
        es: "Cuántos milisegundos pueden estar los datos enviados sin acuse de recibo antes de dar la conexión por perdida con ETIMEDOUT.",
    }
    OPTION_SYNCNT {
        en: "How often connect() sends its SYN again before it gives up with ETIMEDOUT.",
        es: "Cuántas veces repite connect() su SYN antes de rendirse con ETIMEDOUT.",
    }
    OPTION_MAXSEG { en: "The most data in one segment, in bytes.", es: "Los datos que lleva como máximo un segmento, en bytes." }
    OPTION_CORK {
        en: "Holds incomplete segments back until the option is switched off: several small send() calls go out as one.",
        es: "Retiene los segmentos incompletos hasta que se desactiva: varios send() pequeños salen como uno.",
    }
    OPTION_QUICKACK {
        en: "Acknowledges at once instead of waiting a moment for something to send along. Linux may switch it off again by itself.",
        es: "Confirma enseguida en vez de esperar un momento por si hay algo que enviar. Linux puede desactivarla por su cuenta.",
    }
    OPTION_OOBINLINE {
        en: "Leaves an urgent byte in the stream, where recv() reads it in its turn, instead of setting it aside for MSG_OOB.",
        es: "Deja el byte urgente en el flujo, donde recv() lo lee en su turno, en vez de apartarlo para MSG_OOB.",
    }
    OPTION_TTL { en: "How many routers a packet may pass before it is thrown away.", es: "Por cuántos routers puede pasar un paquete antes de descartarse." }
    OPTION_V6ONLY {
        en: "Whether an IPv6 socket bound to all addresses leaves IPv4 clients alone. Without it, it hears them too.",
        es: "Si un socket IPv6 enlazado con todas las direcciones deja de lado a los clientes IPv4. Sin ella, también los oye.",
    }

    FLAG_HAS { en: "has it.", es: "lo tiene." }
    FLAG_WAITALL_LWIP { en: "does not wait: recv() returns what is there.", es: "no espera: recv() devuelve lo que hay." }
    FLAG_NO_SIGNALS { en: "has no signals, with it or without.", es: "no tiene señales, con él o sin él." }
    FLAG_OOB_BOARD {
        en: "lacks it: send() fails with EOPNOTSUPP, recv() with EINVAL, and an urgent byte that comes stays in the stream.",
        es: "no lo tiene: send() falla con EOPNOTSUPP y recv() con EINVAL, y el byte urgente que llega sigue en el flujo.",
    }
    FLAG_OOB_LWIP { en: "only names it: its header says that it is not implemented.", es: "solo lo nombra: su cabecera dice que no está implementado." }
    FLAG_OOB {
        en: "The last byte is urgent: its segment bears URG, and the other program may take that byte out of turn.",
        es: "El último byte es urgente: su segmento lleva URG, y el otro programa puede tomar ese byte fuera de turno.",
    }
    FLAG_PEEK { en: "recv() looks, and takes nothing out of the buffer.", es: "recv() solo mira, y no saca nada del búfer." }
    FLAG_DONTWAIT {
        en: "This one call does not wait: what cannot be done at once fails with EAGAIN.",
        es: "Esta sola llamada no espera: lo que no se pueda hacer enseguida falla con EAGAIN.",
    }
    FLAG_WAITALL {
        en: "recv() waits until all the bytes asked for are there, or the stream ends.",
        es: "recv() espera hasta que estén todos los bytes pedidos o termine el flujo.",
    }
    FLAG_NOSIGNAL {
        en: "A send() that fails with EPIPE raises no SIGPIPE, which would end a C program.",
        es: "Un send() que falla con EPIPE no provoca SIGPIPE, que terminaría un programa en C.",
    }
    FLAG_NONBLOCK {
        en: "No call on this descriptor waits: what cannot be done at once fails with EAGAIN, and connect() with EINPROGRESS.",
        es: "Ninguna llamada sobre este descriptor espera: lo que no se pueda hacer enseguida falla con EAGAIN, y connect() con EINPROGRESS.",
    }
    FLAG_CLOEXEC {
        en: "The descriptor is closed when the program starts another one in its place with exec(). Here no program does.",
        es: "El descriptor se cierra cuando el programa arranca otro en su lugar con exec(). Aquí ninguno lo hace.",
    }
    FLAG_SHUT_RD { en: "Nothing more will be received. The other end is told nothing of it.", es: "Ya no se recibirá nada. Al otro extremo no se le avisa." }
    FLAG_SHUT_WR { en: "Nothing more will be sent: a FIN goes out. Receiving goes on.", es: "Ya no se enviará nada: sale un FIN. Se puede seguir recibiendo." }
    FLAG_SHUT_RDWR { en: "Both halves end; the descriptor stays open until close().", es: "Terminan las dos mitades; el descriptor sigue abierto hasta close()." }
    FLAG_POLLIN {
        en: "Reading would not wait: data, a connection to accept, or the end has come.",
        es: "Leer no esperaría: llegaron datos, una conexión por aceptar o el final.",
    }
    FLAG_POLLOUT { en: "Writing would not wait: there is room, or connect() has ended.", es: "Escribir no esperaría: hay espacio, o connect() terminó." }
    FLAG_POLLPRI { en: "Urgent data has come.", es: "Llegaron datos urgentes." }
    FLAG_POLLERR { en: "An error waits in the socket; SO_ERROR tells which.", es: "Hay un error esperando en el socket; SO_ERROR dice cuál." }
    FLAG_POLLHUP { en: "The connection is over in both directions, or there is none.", es: "La conexión terminó en los dos sentidos, o no existe." }
    FLAG_POLLNVAL { en: "This descriptor is not open.", es: "Este descriptor no está abierto." }
    FLAG_FIONREAD { en: "ioctl(): how many bytes a recv() would find now.", es: "ioctl(): cuántos bytes encontraría ahora un recv()." }
    FLAG_FIONBIO { en: "ioctl(): sets O_NONBLOCK, or clears it.", es: "ioctl(): activa O_NONBLOCK, o lo quita." }
    FLAG_GETFL { en: "fcntl(): tells the descriptor's flags, O_NONBLOCK among them.", es: "fcntl(): dice los indicadores del descriptor, entre ellos O_NONBLOCK." }
    FLAG_SETFL { en: "fcntl(): sets the descriptor's flags.", es: "fcntl(): fija los indicadores del descriptor." }
    WORD_AF_INET { en: "Addresses of IPv4: four numbers and a port.", es: "Direcciones IPv4: cuatro números y un puerto." }
    WORD_AF_INET6 { en: "Addresses of IPv6: eight groups in hexadecimal and a port.", es: "Direcciones IPv6: ocho grupos en hexadecimal y un puerto." }
    WORD_STREAM {
        en: "A stream of bytes without borders, all of them, in order: TCP.",
        es: "Un flujo de bytes sin bordes, todos y en orden: TCP.",
    }
    WORD_DGRAM {
        en: "Datagrams: each whole or not at all, perhaps lost, perhaps in another order: UDP.",
        es: "Datagramas: cada uno entero o ninguno, quizá perdidos, quizá en otro orden: UDP.",
    }
    WORD_SOMAXCONN { en: "The longest queue that listen() can have: 4096 on Linux.", es: "La cola más larga que puede tener listen(): 4096 en Linux." }
}
