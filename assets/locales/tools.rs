// What the commands for a board on a port say.

texts! {
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
    MONITOR_SPEED {
        en: "listening at {baud} baud now",
        es: "ahora se escucha a {baud} baudios",
    }
    MONITOR_RESET { en: "the board is reset", es: "se reinicia la tarjeta" }
    MONITOR_NO_RESET {
        en: "this port cannot reset the board ({why}): press its button",
        es: "este puerto no puede reiniciar la tarjeta ({why}): pulsa su botón",
    }
    MONITOR_UNWRITABLE { en: "the log cannot be written: {why}", es: "no se puede escribir el registro: {why}" }
    MONITOR_NO_ELF { en: "{file} is no ELF image", es: "{file} no es una imagen ELF" }
    BOARD_RESET { en: "the board has started again", es: "la tarjeta arrancó de nuevo" }
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
        es: "este sockscope se compiló sin la grabación (la función «flash» de cargo). Usa espflash o compílalo de nuevo con ella.",
    }
    FLASH_NO_TCP {
        en: "a board is flashed through a serial port of this computer, not over the network.",
        es: "una tarjeta se graba por un puerto serie de este equipo, no a través de la red.",
    }
    FLASH_NO_SOURCES {
        en: "there is no image for {chip}, and no sources to build one from. Run this in sockscope's source folder, or name an image with --image.",
        es: "no hay imagen para {chip} ni fuentes con que compilarla. Ejecuta esto en la carpeta de fuentes de sockscope o indica una imagen con --image.",
    }
    FLASH_SHIPPED {
        en: "Its image came with this program: {file}",
        es: "Su imagen vino con este programa: {file}",
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
        en: "the image is for {image}, but the chip is {chip}: nothing was written. `sockscope flash` without --image and --chip builds the right one.",
        es: "la imagen es para {image}, pero el chip es {chip}: no se grabó nada. `sockscope flash` sin --image ni --chip compila la correcta.",
    }
    FLASH_NO_ANSWER {
        en: "{place}: the chip's ROM loader does not answer. Hold the board's BOOT button, press and release RESET, let go of BOOT, and try again.",
        es: "{place}: no responde el cargador de la ROM del chip. Mantén pulsado BOOT, pulsa y suelta RESET, suelta BOOT y vuelve a intentarlo.",
    }
    FLASH_GONE {
        en: "{place}: the port went away: the cable is out, or the board lost its power. The board is not damaged; plug it in and flash it again.",
        es: "{place}: el puerto desapareció: se soltó el cable o la tarjeta se quedó sin corriente. La tarjeta no está dañada; enchúfala y grábala otra vez.",
    }
    FLASH_HOLDS {
        en: "The board holds another program ({program}). It will be overwritten, and the files beside it will be out of reach; copy first what is to be kept.",
        es: "La tarjeta contiene otro programa ({program}). Se sobrescribirá y los archivos que guarda quedarán fuera de alcance; copia antes lo que quieras conservar.",
    }
    FLASH_NAMELESS { en: "it bears no name", es: "sin nombre" }
    FLASH_ASK { en: "Write over it? (y/n)", es: "¿Sobrescribirlo? (s/n)" }
    FLASH_YES { en: "y yes", es: "s sí si" }
    FLASH_KEPT {
        en: "nothing was written. `sockscope flash --force` writes over another program without asking.",
        es: "no se grabó nada. `sockscope flash --force` sobrescribe otro programa sin preguntar.",
    }
    FLASH_NO_FIRMWARE {
        en: "the chip is {chip}, and there is no firmware for it: nothing was written. docs/boards.md lists the chips.",
        es: "el chip es {chip} y no hay firmware para él: no se grabó nada. docs/boards.es.md enumera los chips.",
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
}
