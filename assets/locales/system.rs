// What the system says of files, ports and programs.

texts! {
    SYSTEM_NUMBERED { en: "{what} (os error {number})", es: "{what} (error {number} del sistema)" }
    SYSTEM_NOT_FOUND { en: "there is no such file or folder", es: "no existe" }
    SYSTEM_NO_PERMISSION { en: "permission denied", es: "no hay permiso" }
    SYSTEM_EXISTS { en: "it exists already", es: "ya existe" }
    SYSTEM_IS_FOLDER { en: "it is a folder", es: "es una carpeta" }
    SYSTEM_NO_FOLDER { en: "a part of the path is no folder", es: "una parte de la ruta no es una carpeta" }
    SYSTEM_READ_ONLY { en: "nothing can be written on that file system", es: "ese sistema de archivos es de solo lectura" }
    SYSTEM_FULL { en: "no space left", es: "no queda espacio" }
    SYSTEM_TOO_LARGE { en: "the file would be too large", es: "el archivo sería demasiado grande" }
    SYSTEM_BUSY { en: "another program is using it", es: "otro programa lo está usando" }
    SYSTEM_TOO_LONG { en: "the name or the arguments are too long", es: "el nombre o los argumentos son demasiado largos" }
    SYSTEM_NO_MEMORY { en: "out of memory", es: "no queda memoria" }
    SYSTEM_NO_READER { en: "nobody reads it any more", es: "ya nadie lo lee" }
    SYSTEM_ENDED { en: "it ended too early", es: "terminó antes de tiempo" }
    SYSTEM_LATE { en: "no answer came in time", es: "no llegó respuesta a tiempo" }
    SYSTEM_REFUSED { en: "connection refused", es: "la conexión fue rechazada" }
    SYSTEM_RESET { en: "the other end reset the connection", es: "el otro extremo cortó la conexión (RST)" }
    SYSTEM_ABORTED { en: "the connection was aborted", es: "la conexión se abortó" }
    SYSTEM_NOT_CONNECTED { en: "it is not connected", es: "no hay conexión" }
    SYSTEM_IN_USE { en: "the address is already in use", es: "la dirección ya está en uso" }
    SYSTEM_NOT_MINE { en: "this machine does not have that address", es: "este equipo no tiene esa dirección" }
    SYSTEM_NO_HOST { en: "no route to that machine", es: "no hay ruta hasta ese equipo" }
    SYSTEM_NO_NETWORK { en: "that network cannot be reached", es: "no se puede llegar a esa red" }
    SYSTEM_UNSUPPORTED { en: "this system cannot do that", es: "este sistema no puede hacerlo" }
    SYSTEM_INVALID { en: "the system takes no such value", es: "el sistema no acepta ese valor" }
    SYSTEM_NO_PROCESS { en: "there is no such process", es: "ese proceso no existe" }
    SYSTEM_INPUT_OUTPUT { en: "a device failed (input/output error)", es: "falló un dispositivo (error de entrada/salida)" }
    SYSTEM_NO_DEVICE { en: "the device is not there", es: "el dispositivo no está" }
    SYSTEM_NO_PROGRAM { en: "it is no program that this machine can run", es: "no es un programa que este equipo pueda ejecutar" }
    SYSTEM_NO_DESCRIPTOR { en: "no descriptor is left", es: "no quedan descriptores libres" }
    SYSTEM_NO_TERMINAL { en: "it is no terminal", es: "no es una terminal" }
}
