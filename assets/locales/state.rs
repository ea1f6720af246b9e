// The two peers; what a state means, and each way from one to another.

texts! {
    // ── the two peers, within a sentence ───────────────────────────────────────────────────────

    PEER_HOST { en: "the host", es: "el host" }
    PEER_BOARD { en: "the board", es: "la tarjeta" }

    // ── what a state means ─────────────────────────────────────────────────────────────────────

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

    // ── what a transition means ────────────────────────────────────────────────────────────────

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
        en: "A SYN came; the system answered with SYN-ACK. The connection exists, but is not complete.",
        es: "Llegó un SYN; el sistema respondió con SYN-ACK. La conexión existe, pero no está completa.",
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
        en: "This end sent its FIN: its stream is over, and it will send nothing more.",
        es: "Este extremo envió su FIN: su flujo terminó y no enviará nada más.",
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
        en: "The wait is over: old segments are taken to be gone, and the two addresses may meet again.",
        es: "Acabó la espera: se supone que no queda nada viejo, y el mismo par de direcciones vuelve a valer.",
    }
    ARROW_GAVE_UP {
        en: "No answer came for too long: the system gave the connection up.",
        es: "Pasó demasiado tiempo sin respuesta: el sistema dio por perdida la conexión.",
    }
    ARROW_RESTARTED {
        en: "The board started again, and its sockets went with its memory. The other end was told nothing.",
        es: "La tarjeta arrancó de nuevo y sus sockets se fueron con su memoria. Nadie avisó al otro extremo.",
    }
}
