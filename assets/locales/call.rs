// What a call is for.

texts! {
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
        en: "Sends information: hands over bytes; the system sends them in order, and again what gets lost.",
        es: "Envía información: entrega bytes al sistema, que los envía en orden y los repite si se pierden.",
    }
    CALL_WRITE {
        en: "Writes to the descriptor as to any file; on a socket it is send().",
        es: "Escribe en el descriptor como en cualquier archivo; en un socket equivale a send().",
    }
    CALL_RECV {
        en: "Receives data: takes what has arrived, or waits; in a stream, 0 says that there is no more to come.",
        es: "Recibe datos: toma lo que llegó, o espera; en un flujo, 0 dice que ya no viene más.",
    }
    CALL_RECV_END {
        en: "0: the other end has sent its FIN, and all that came before it has been read.",
        es: "0: el otro extremo envió su FIN, y ya se leyó todo lo que llegó antes.",
    }
    CALL_RECV_SHUT {
        en: "0, though no FIN has come: reading was shut down on this very end.",
        es: "0, aunque no llegó ningún FIN: la lectura se apagó en este mismo extremo.",
    }
    CALL_CONNECT_DATAGRAMS {
        en: "Notes whom send() is for and from whom recv() takes; nothing goes over the wire.",
        es: "Anota a quién envía send() y de quién recibe recv(); nada pasa por el cable.",
    }
    CALL_SEND_DATAGRAM {
        en: "Sends one datagram to the address that connect() noted; nobody repeats it if it gets lost.",
        es: "Envía un datagrama a la dirección que anotó connect(); nadie lo repite si se pierde.",
    }
    CALL_RECV_DATAGRAM {
        en: "Receives one datagram, or waits for one.",
        es: "Recibe un datagrama, o espera uno.",
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
        en: "Closes the file, that is, the socket descriptor; if it is a connection, the system ends it.",
        es: "Cierra el archivo, es decir, el descriptor de socket; si es una conexión, el sistema la termina.",
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
        en: "Tells or sets the flags: with O_NONBLOCK calls do not wait, they return at once.",
        es: "Dice o fija los indicadores: con O_NONBLOCK las llamadas no esperan, retornan enseguida.",
    }
    CALL_FSTAT {
        en: "Asks for the descriptor's file card: its inode, its type and its permissions.",
        es: "Pide la ficha de archivo del descriptor: su inodo, su tipo y sus permisos.",
    }
    CALL_IOCTL {
        en: "Asks how much can be read now (FIONREAD), or sets O_NONBLOCK (FIONBIO).",
        es: "Pregunta cuánto se puede leer ya (FIONREAD) o fija O_NONBLOCK (FIONBIO).",
    }
    CALL_DUP {
        en: "Gives the same socket a second descriptor; it closes when both are closed.",
        es: "Da al mismo socket un segundo descriptor; se cierra cuando ambos se cierran.",
    }
    CALL_SELECT {
        en: "Waits like poll(); it takes three sets: to read, to write, exceptional.",
        es: "Espera como poll(); recibe tres conjuntos: para leer, para escribir y de excepción.",
    }
    CALL_POLL {
        en: "Waits until one of several descriptors can be read or written, or the time is over.",
        es: "Espera hasta que en alguno de varios descriptores se pueda leer o escribir, o se acabe el tiempo.",
    }
}
