// Why a call failed, and what to do.

texts! {
    WHY_ACCEPT_NOT_LISTENING {
        en: "This socket does not listen (it never did, or shutdown() ended it), so it has no queue: call bind() and listen() first.",
        es: "Este socket no escucha (nunca lo hizo, o shutdown() lo terminó) y no tiene cola: llama antes a bind() y listen().",
    }
    WHY_ACCEPT_CONNECTION {
        en: "This socket is one connection and has no queue: give accept() the socket that listens, and it makes another one like this.",
        es: "Este socket es una conexión y no tiene cola: pasa a accept() el socket que escucha, y creará otro como este.",
    }
    WHY_SEND_NOT_URGENT {
        en: "This socket cannot send urgent data (MSG_OOB): a datagram has none, and the board's stack, smoltcp, never sets URG.",
        es: "Este socket no puede enviar datos urgentes (MSG_OOB): un datagrama no los tiene, y la pila de la tarjeta, smoltcp, nunca pone URG.",
    }
    WHY_RECV_NOT_URGENT {
        en: "No urgent byte is set aside for MSG_OOB: none came, it was taken before, or it stays in the stream (SO_OOBINLINE; always on the board).",
        es: "No hay ningún byte urgente apartado para MSG_OOB: no llegó, ya se tomó, o sigue en el flujo (SO_OOBINLINE; en la tarjeta, siempre).",
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
        en: "Another socket already has this address and port. If it listens, choose another port; if it is a connection (TIME-WAIT), set SO_REUSEADDR before every bind().",
        es: "Otro socket tiene ya esta dirección y este puerto. Si escucha, elige otro; si es una conexión (TIME-WAIT), activa SO_REUSEADDR antes de cada bind() a él.",
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
        en: "The machine answered with a RST: nobody listens on that address and port. Check both (127.0.0.1 is reached from its own machine only), and listen().",
        es: "La máquina respondió con un RST: nadie escucha en esa dirección y ese puerto. Revisa ambos (a 127.0.0.1 solo se llega desde la misma máquina) y listen().",
    }
    WHY_CONNECT_AGAIN {
        en: "This socket is connected already; for a second connection make a second socket.",
        es: "Este socket ya está conectado; para una segunda conexión, crea un segundo socket.",
    }
    WHY_CONNECT_LISTENER {
        en: "This socket listens, and a listener cannot call anybody: make another socket to connect.",
        es: "Este socket escucha, y quien escucha no puede llamar: crea otro socket para conectar.",
    }
    WHY_CONNECT_SPENT {
        en: "This socket has had its connection, which is over, and it takes no second one: make another socket.",
        es: "Este socket ya tuvo su conexión, que terminó, y no admite otra: crea otro socket.",
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
        en: "Nobody answered the SYN: the machine is off, the address is wrong, the server's queue is full, or a firewall swallows it.",
        es: "Nadie respondió al SYN: la máquina está apagada, la dirección es errónea, la cola del servidor está llena o un firewall lo descarta.",
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
    WHY_SEND_EARLY {
        en: "The connection is still being made, and the call does not wait for it (O_NONBLOCK, MSG_DONTWAIT, or SO_SNDTIMEO is over): poll() for POLLOUT first.",
        es: "La conexión todavía se está haciendo y la llamada no la espera (O_NONBLOCK, MSG_DONTWAIT, o venció SO_SNDTIMEO): usa antes poll() con POLLOUT.",
    }
    WHY_SEND_FULL {
        en: "The send buffer is full and the call does not wait any longer (O_NONBLOCK, MSG_DONTWAIT, or SO_SNDTIMEO is over): the other end reads too slowly.",
        es: "El búfer de envío está lleno y la llamada no espera más (O_NONBLOCK, MSG_DONTWAIT, o venció SO_SNDTIMEO): el otro extremo lee demasiado despacio.",
    }
    WHY_SEND_TOO_BIG {
        en: "A datagram goes out whole or not at all, and this one is larger than UDP, or this system, can send at once: send less at a time.",
        es: "Un datagrama sale entero o no sale, y este es mayor de lo que UDP, o este sistema, puede enviar de una vez: envía menos cada vez.",
    }
    WHY_SEND_NO_DESTINATION {
        en: "This datagram socket has no partner: say where to with sendto(), or connect() it first.",
        es: "Este socket de datagramas no tiene destinatario: indícalo con sendto() o llama antes a connect().",
    }
    WHY_BROADCAST {
        en: "A socket without SO_BROADCAST may not send to a broadcast address (or a firewall forbids it): choose the address of one machine.",
        es: "Un socket sin SO_BROADCAST no puede enviar a una dirección de difusión (o lo impide un firewall): elige la de una sola máquina.",
    }
    WHY_RECV_UNCONNECTED {
        en: "The socket is connected to nobody, so nothing can arrive: call connect() first, or receive on what accept() returned.",
        es: "El socket no está conectado con nadie, así que nada puede llegar: llama antes a connect(), o recibe por lo que devolvió accept().",
    }
    WHY_RECV_EMPTY {
        en: "Nothing has arrived and the call does not wait any longer (O_NONBLOCK, MSG_DONTWAIT, or SO_RCVTIMEO is over): try again later, or ask poll().",
        es: "No llegó nada y la llamada no espera más (O_NONBLOCK, MSG_DONTWAIT, o venció SO_RCVTIMEO): inténtalo más tarde o pregunta con poll().",
    }
    WHY_RESET {
        en: "A RST ended it: most often, data was sent to an end that had closed; or that end crashed, closed with data unread or linger 0, or closed its listener.",
        es: "Lo cortó un RST: casi siempre, se enviaron datos a un extremo que ya había cerrado; o ese extremo se cayó, cerró sin leer todo, con linger 0 o dejando su cola.",
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
        es: "El sistema no permite a este programa hacerlo: falta un privilegio o lo impide un firewall.",
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
        en: "What carried the call failed or is gone: the board, the link to it, or the private wire's helper.",
        es: "Falló o ya no existe lo que llevaba la llamada: la tarjeta, la conexión con ella o el proceso auxiliar del cable privado.",
    }
    WHY_TIMED_OUT {
        en: "No answer came for so long that the system gave the connection up.",
        es: "Pasó tanto tiempo sin respuesta que el sistema dio por perdida la conexión.",
    }
    WHY_OTHER {
        en: "The system refused, with a number that has no common name.",
        es: "El sistema se negó, con un número que no tiene nombre común.",
    }
}
