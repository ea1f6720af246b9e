// What doctor says.

texts! {
    DOCTOR_WINDOWS {
        en: "On Windows the lessons run on two board cores (--board pair); --board loopback takes Windows' own sockets. It has run every lesson under wine, on two board cores; it has not yet been seen on Windows.",
        es: "En Windows las lecciones se ejecutan en dos núcleos de tarjeta (--board pair); --board loopback usa los sockets del propio Windows. En wine ejecutó todas las lecciones, en dos núcleos de tarjeta; en Windows aún no se ha visto.",
    }
    DOCTOR_UNSEEN {
        en: "This program has been type-checked for this system, and has not yet been seen running on it.",
        es: "Este programa se ha comprobado en compilación para este sistema y aún no se ha visto ejecutarse en él.",
    }
    DOCTOR_WIRE {
        en: "The private wire between this machine's kernel and the virtual board:",
        es: "El cable privado entre el núcleo de este equipo y la tarjeta virtual:",
    }
    DOCTOR_NOT_NEEDED { en: "not needed here", es: "aquí no hace falta" }
    DOCTOR_NOT_TRIED {
        en: "not tried, because of what failed above",
        es: "sin probar, por lo que falló antes",
    }
    DOCTOR_TRY { en: "Try: {what}", es: "Prueba: {what}" }
    DOCTOR_VIRTUAL {
        en: "The virtual board works here: sockscope run lifecycle",
        es: "La tarjeta virtual funciona aquí: sockscope run lifecycle",
    }
    DOCTOR_LOOPBACK {
        en: "The virtual board cannot work here. Lessons run with --board pair (a wire in memory that can be frozen, a simulated host) or with --board loopback (two sockets of this machine, without a gate).",
        es: "La tarjeta virtual no puede funcionar aquí. Las lecciones funcionan con --board pair (un cable en la memoria que se puede congelar, un host simulado) o con --board loopback (dos sockets de este equipo, sin compuerta).",
    }

    REACH_WORKS {
        en: "the board connected to this computer ({host}) in {ms} ms: lessons can run",
        es: "la tarjeta se conectó a este equipo ({host}) en {ms} ms: las lecciones pueden empezar",
    }
    DOCTOR_BROWN_OUT {
        en: "the board was last reset because its supply voltage fell too low ({reason}): its radio takes more than this USB socket gives. Use another socket, without a hub, and a short cable",
        es: "la tarjeta se reinició por última vez porque la tensión de alimentación bajó demasiado ({reason}): su radio consume más de lo que da este puerto USB. Usa otro puerto, sin hub, y un cable corto",
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
        es: "este equipo llega a la tarjeta, pero la tarjeta no llega a {host}: lo más probable es que el firewall de este equipo rechace las conexiones entrantes. Permítelas en esta red (Linux: ufw, firewalld; Windows: marca la red como privada) o haz de cliente (--role client)",
    }
    REACH_ISOLATED {
        en: "the board ({board}) and this computer ({host}) do not reach each other, though both have an address: most likely the access point keeps its stations apart (AP isolation, a guest network). Use another network, or let the board make one: `sockscope wifi softap NAME`",
        es: "la tarjeta ({board}) y este equipo ({host}) no se alcanzan, aunque ambos tienen dirección: lo más probable es que el punto de acceso aísle a sus estaciones (aislamiento de clientes, red de invitados). Usa otra red o deja que la tarjeta cree una: `sockscope wifi softap NOMBRE`",
    }
    REACH_UNTRIED { en: "the way back was not tried: {why}", es: "no se probó el camino de vuelta: {why}" }
    DOCTOR_BOARDS { en: "Boards on serial ports", es: "Tarjetas en puertos serie" }
}
