// The board's radio.

texts! {
    WIFI_OFF {
        en: "The radio is off: no network is set. Give it one with `sockscope wifi join NETWORK`, or make one with `sockscope wifi softap NAME`.",
        es: "La radio está apagada: no hay red configurada. Puedes darle una con `sockscope wifi join RED` o crear una con `sockscope wifi softap NOMBRE`.",
    }
    WIFI_JOINING { en: "Joining {ssid} …", es: "Conectando a {ssid} …" }
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
    WIFI_FAILED_RETRY {
        en: "{ssid}: no network: {why}. {retry}",
        es: "{ssid}: sin red: {why}. {retry}",
    }
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
    WIFI_FAULT_EXPIRED {
        en: "the access point heard only the beginning: often too much transmit power for a small board's antenna. The board tries with less; `wifi join --power 8` begins with little",
        es: "el punto de acceso solo oyó el comienzo: con frecuencia es demasiada potencia de transmisión para la antena de una tarjeta pequeña. La tarjeta prueba con menos; `wifi join --power 8` empieza con poca",
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
    WIFI_MISTAKE_POWER {
        en: "a transmit power is a number from 2 to 20, in dBm",
        es: "una potencia de transmisión es un número del 2 al 20, en dBm",
    }
    WIFI_MISTAKE_ADDRESS {
        en: "an address is written like 192.168.1.50/24, and is that of one machine",
        es: "una dirección se escribe como 192.168.1.50/24 y es la de un solo equipo",
    }
    WIFI_OPEN { en: "open", es: "abierta" }
    WIFI_ENTERPRISE { en: "enterprise", es: "de empresa" }
    WIFI_OTHER { en: "other", es: "otra" }
}
