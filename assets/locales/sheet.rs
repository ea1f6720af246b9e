// A lesson on paper, a lesson as programs, and writing lessons.

texts! {
    SHEET_BELIEF { en: "(a common belief: {belief})", es: "(creencia frecuente: {belief})" }
    BELIEF_ONE_SEND_ONE_RECV { en: "one send is one recv", es: "un send es un recv" }
    BELIEF_ACCEPT_SHAKES_HANDS { en: "accept makes the handshake", es: "accept hace el saludo" }
    BELIEF_BACKLOG_COUNTS_CLIENTS {
        en: "the number of listen is how many clients there can be",
        es: "el número de listen es cuántos clientes puede haber",
    }
    BELIEF_CLOSE_ENDS_BOTH_WAYS { en: "closing stops both directions at once", es: "cerrar detiene los dos sentidos a la vez" }
    BELIEF_CLOSE_FREES_THE_PORT { en: "after close the port is free", es: "tras close el puerto queda libre" }
    BELIEF_ZERO_IS_AN_ERROR { en: "recv = 0 is an error", es: "recv = 0 es un error" }
    BELIEF_SENT_IS_ARRIVED { en: "send returned, so it has arrived", es: "send retornó, así que llegó" }
    BELIEF_ACKNOWLEDGED_IS_READ { en: "an ACK means that the program has read it", es: "un ACK significa que el programa lo leyó" }
    BELIEF_BIND_IS_FOR_SERVERS { en: "bind is only for servers", es: "bind es solo para servidores" }
    BELIEF_LOOPBACK_IS_ANY_ADDRESS { en: "127.0.0.1 is as good as 0.0.0.0", es: "127.0.0.1 da igual que 0.0.0.0" }
    BELIEF_UDP_CONNECT_SENDS { en: "connect of UDP sends something", es: "el connect de UDP envía algo" }
    BELIEF_TIME_WAIT_IS_A_FAULT { en: "TIME-WAIT is a fault", es: "TIME-WAIT es un fallo" }
    BELIEF_DESCRIPTOR_IS_THE_CONNECTION { en: "the descriptor is the connection", es: "el descriptor es la conexión" }
    SHEET_NAME { en: "Name: ______________________ · Date: ____________", es: "Nombre: ______________________ · Fecha: ____________" }
    SHEET_NO_LESSON { en: "{what} is no lesson: a sheet is made of those.", es: "{what} no es una lección: las hojas se hacen de esas." }
    CODE_OF_PROGRAM {
        en: "{lesson}: the host of this lesson is a program that ships, and its lines do not say how its processes part; its source: sockscope step --example {example}",
        es: "{lesson}: el host de esta lección es un programa que viene incluido, y sus líneas no dicen cómo se reparten sus procesos; su código: sockscope step --example {example}",
    }
    SHEET_FLOW { en: "The flow of calls", es: "El flujo de llamadas" }
    SHEET_STATES { en: "The states after each step", es: "Los estados después de cada paso" }
    SHEET_STATES_HOW {
        en: "Fill in the state of each socket before you see it; correct it afterwards in another colour.",
        es: "Anota el estado de cada socket antes de verlo; corrígelo después con otro color.",
    }
    SHEET_STATES_FROM {
        en: "As two board cores have them (--board pair); a Linux kernel may pass through more.",
        es: "Como los tienen dos núcleos de tarjeta (--board pair); un kernel Linux puede pasar por más.",
    }
    SHEET_QUESTIONS { en: "What will happen?", es: "¿Qué va a pasar?" }
    SHEET_STEP { en: "Step", es: "Paso" }
    SHEET_SERVER { en: "Server", es: "Servidor" }
    SHEET_CLIENT { en: "Client", es: "Cliente" }
    SHEET_WIRE { en: "Wire", es: "Cable" }
    SHEET_PLAN { en: "A plan of 50 minutes", es: "Un plan de 50 minutos" }
    SHEET_MINUTES { en: "Minutes", es: "Minutos" }
    SHEET_WHAT { en: "What", es: "Qué" }
    SHEET_PLAN_ASK {
        en: "Ask the first question below before anything is shown; everybody writes an answer down.",
        es: "Haz la primera pregunta de abajo antes de mostrar nada; cada quien escribe una respuesta.",
    }
    SHEET_PLAN_SHOW {
        en: "Show sockscope {id}: {steps} steps, {questions} questions. At each question: vote, then look. Where the votes are split, three times at most: two minutes of talk in pairs and a second vote before you look.",
        es: "Muestra sockscope {id}: {steps} pasos, {questions} preguntas. En cada pregunta: votar y mirar. Si los votos se reparten, tres veces como máximo: antes de mirar, dos minutos de charla en parejas y otra votación.",
    }
    SHEET_PLAN_WORK {
        en: "Each pair at a terminal, as far as it gets: {work}",
        es: "Cada pareja en una terminal, hasta donde llegue: {work}",
    }
    SHEET_PLAN_TELL {
        en: "Two pairs tell what surprised them; the first question once more.",
        es: "Dos parejas cuentan qué les sorprendió; otra vez la primera pregunta.",
    }
    SHEET_FREE_PLAY {
        en: "go on by hand where the lesson ended",
        es: "seguir a mano donde terminó la lección",
    }
    SHEET_NOTES { en: "Notes", es: "Notas" }
    SHEET_BANK {
        en: "The questions: answers, and why each wrong one tempts",
        es: "Las preguntas: respuestas, y por qué tienta cada una equivocada",
    }
    CLI_SHEET {
        en: "Print a lesson's handout for the class, or the teacher's key",
        es: "Imprime la hoja de una lección para la clase, o la clave del profesor",
    }
    CLI_SHEET_EXAMPLES {
        en: "Examples:\n  sockscope sheet lifecycle > handout.md\n  sockscope sheet lifecycle --key --to html > key.html\n\n",
        es: "Ejemplos:\n  sockscope sheet lifecycle > hoja.md\n  sockscope sheet lifecycle --key --to html > clave.html\n\n",
    }
    CLI_SHEET_WHAT { en: "The lesson's name, or a lesson file", es: "El nombre de la lección, o un archivo de lección" }
    CLI_SHEET_KEY {
        en: "The teacher's key: plan, states, answers, and why each wrong answer tempts",
        es: "La clave del profesor: plan, estados, respuestas y por qué tienta cada una equivocada",
    }
    CLI_SHEET_TO { en: "md or html (default: md)", es: "md o html (si no se indica: md)" }
    PROGRAM_TITLE { en: "{title}: the same calls as the lesson makes.", es: "{title}: las mismas llamadas que hace la lección." }
    PROGRAM_MEANWHILE { en: "Meanwhile, {line}", es: "Mientras tanto, {line}" }
    PROGRAM_WIRE { en: "What no program can do: {line}", es: "Lo que ningún programa puede hacer: {line}" }
    PROGRAM_RUST_CLOSED {
        en: "{call}: Rust lets nobody use a socket after it was closed.",
        es: "{call}: Rust no deja que nadie use un socket ya cerrado.",
    }
    PROGRAM_PYTHON_CLOSED {
        en: "{call}: a socket that Python has closed stays closed, even if its number is in use again.",
        es: "{call}: un socket que Python cerró sigue cerrado, aunque su número se esté usando otra vez.",
    }
    PROGRAM_RUST_FAILS {
        en: "{call}: it fails, so there would be nothing to give a name to.",
        es: "{call}: falla, así que no habría nada a lo que dar un nombre.",
    }
    PROGRAM_SIGPIPE {
        en: "Without this, writing to a broken connection would end the program.",
        es: "Sin esto, escribir en una conexión rota terminaría el programa.",
    }
    PROGRAM_ESP {
        en: "The board's half, for ESP-IDF. It was not compiled or run here; put in your host's address.",
        es: "La mitad de la tarjeta, para ESP-IDF. No se compiló ni se ejecutó aquí; pon la dirección de tu equipo.",
    }
    CLI_CODE {
        en: "Write a lesson, task or script as two programs: a server and a client",
        es: "Escribe una lección, una tarea o un guion como dos programas: servidor y cliente",
    }
    CLI_CODE_EXAMPLES {
        en: "Examples:\n  sockscope code lifecycle --to c -o life\n  sockscope code handshake --to python -o shake --lang es\n\n",
        es: "Ejemplos:\n  sockscope code lifecycle --to c -o vida\n  sockscope code handshake --to python -o saludo --lang en\n\n",
    }
    CLI_CODE_WHAT { en: "A lesson's or a task's name, or a file", es: "El nombre de una lección o una tarea, o un archivo" }
    CLI_CODE_TO { en: "c, rust, python or esp-idf", es: "c, rust, python o esp-idf" }
    CLI_CODE_WIRE {
        en: "With the addresses of the private wire, for sockscope step; in the client's role, the client is the one that is stepped",
        es: "Con las direcciones del cable privado, para sockscope step; en el papel de cliente, el que se recorre es el cliente",
    }
    CLI_CODE_DIR { en: "The folder to write into; no file in it is written over", es: "La carpeta donde se escribe; no se sobrescribe ningún archivo" }
    CLI_LESSONS_NEW {
        en: "Write a lesson file to begin with",
        es: "Escribe un archivo de lección para empezar",
    }
    CLI_LESSONS_NEW_NAME {
        en: "The lesson's name: a to z, digits and -",
        es: "El nombre de la lección: de la a a la z, cifras y -",
    }
    CLI_LESSONS_CHECK {
        en: "Say every mistake of lesson, task and puzzle files, each with its place",
        es: "Dice todos los errores de archivos de lecciones, tareas y acertijos, cada uno con su lugar",
    }
    CLI_LESSONS_CHECK_FILE { en: "The files", es: "Los archivos" }
    LESSONS_WRITTEN {
        en: "{file} is written. Try it: sockscope run {file}",
        es: "Se escribió {file}. Pruébalo: sockscope run {file}",
    }
    LESSONS_THERE_IS { en: "{file} is there already; it is left as it is.", es: "{file} ya existe; queda como está." }
    LESSONS_BAD_NAME {
        en: "{name} cannot name a lesson: write a to z, digits and -.",
        es: "{name} no puede ser el nombre de una lección: usa de la a a la z, cifras y -.",
    }
    LESSONS_NAME_TAKEN {
        en: "{name} is the name of a command, or of something that ships; another name is needed.",
        es: "{name} es el nombre de un comando o de algo que ya viene incluido; hace falta otro nombre.",
    }
    LESSONS_FINE { en: "{file}: nothing wrong was found.", es: "{file}: no se encontró ningún error." }
}
