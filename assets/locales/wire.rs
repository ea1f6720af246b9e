// What doctor says of the private wire.

texts! {
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
        en: "The private wire needs Linux. Use --board pair, --board loopback, or an ESP32.",
        es: "El cable privado necesita Linux. Usa --board pair, --board loopback o una tarjeta ESP32.",
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
}
