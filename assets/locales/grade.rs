// What a recording is worth: expectations that were met, and contradictions.

texts! {
    CLI_GRADE {
        en: "Say which expectations of a lesson or a task recordings met, a row a student, and which contradict themselves",
        es: "Dice qué expectativas de una lección o tarea cumplieron las grabaciones, una fila por estudiante, y cuáles se contradicen",
    }
    CLI_GRADE_EXAMPLES {
        en: "Examples:\n  sockscope grade ana.jsonl luis.jsonl --against goodbye\n  sockscope grade handed-in/*.jsonl --against make-closing --csv > grades.csv\n\n",
        es: "Ejemplos:\n  sockscope grade ana.jsonl luis.jsonl --against goodbye\n  sockscope grade entregas/*.jsonl --against make-closing --csv > notas.csv\n\n",
    }
    CLI_GRADE_FILES { en: "The recordings (.jsonl), one a student", es: "Las grabaciones (.jsonl), una por estudiante" }
    CLI_GRADE_AGAINST {
        en: "The lesson, task or puzzle that they are of, or a lesson file",
        es: "La lección, tarea o acertijo del que son, o un archivo de lección",
    }
    CLI_GRADE_CSV {
        en: "Print a table for a spreadsheet: a column for each expectation",
        es: "Imprime una tabla para una hoja de cálculo: una columna por expectativa",
    }
    GRADE_NO_LESSON { en: "{what} expects nothing: it is no lesson, task or puzzle", es: "{what} no espera nada: no es una lección, tarea ni acertijo" }
    GRADE_ROW { en: "{met} of {of} met", es: "{met} de {of} cumplidas" }
    GRADE_MISSING { en: "not met: {text}", es: "no se cumplió: {text}" }
    GRADE_INSTEAD { en: "not met: {text} (seen: {saw})", es: "no se cumplió: {text} (se vio: {saw})" }
    GRADE_STEP { en: "step {number}, {text}", es: "paso {number}, {text}" }
    GRADE_FLAW { en: "contradicts itself: {what}", es: "se contradice: {what}" }
    GRADE_MORE { en: "{count} more contradictions", es: "otras {count} contradicciones" }
    GRADE_NO_END { en: "it has no end: it was cut off, or was still being written", es: "no tiene final: se cortó o aún se estaba escribiendo" }
    GRADE_SAME { en: "it is the same session as {file}", es: "es la misma sesión que {file}" }
    GRADE_OTHER_LESSON {
        en: "the header says that this is a recording of {lesson}, not of {wanted}",
        es: "el encabezado dice que es una grabación de {lesson}, no de {wanted}",
    }
    GRADE_HEADER {
        en: "what the header says of host, board and wire does not fit together",
        es: "lo que el encabezado dice del equipo, la tarjeta y el cable no concuerda",
    }
    GRADE_TWO_SESSIONS { en: "a second session begins within the first", es: "una segunda sesión comienza dentro de la primera" }
    GRADE_AFTER_END { en: "something happens after the end", es: "algo ocurre después del final" }
    GRADE_TIME_BACK {
        en: "the time goes back, from {before} to {t_us} µs",
        es: "el tiempo retrocede, de {before} a {t_us} µs",
    }
    GRADE_GAP {
        en: "event {seq} stands where event {wanted} belongs",
        es: "el evento {seq} está donde va el evento {wanted}",
    }
    GRADE_CALL_TWICE { en: "call {id} begins a second time", es: "la llamada {id} comienza por segunda vez" }
    GRADE_CALL_TEXT { en: "“{text}” is no call of {call}()", es: "«{text}» no es una llamada a {call}()" }
    GRADE_NO_CALL { en: "{call}() number {id} returns or waits, and nobody has called it", es: "{call}() número {id} retorna o espera, y nadie la llamó" }
    GRADE_OTHER_CALL { en: "call {id} is {call}() here, and began as {was}()", es: "la llamada {id} es aquí {call}(), y comenzó como {was}()" }
    GRADE_ELAPSED { en: "call {id} took longer or shorter than its two times say", es: "la llamada {id} tardó más o menos de lo que dicen sus dos tiempos" }
    GRADE_RETURN { en: "value, errno and data of this {call}() do not fit together", es: "el valor, el errno y los datos de este {call}() no concuerdan" }
    GRADE_RULED_OUT { en: "the task does not allow {call}()", es: "la tarea no permite {call}()" }
    GRADE_FROM {
        en: "{fd} leaves the state {from}, and was in {was}",
        es: "{fd} sale del estado {from}, y estaba en {was}",
    }
    GRADE_NO_ARROW {
        en: "no {cause} leads from {from} to {to}",
        es: "ninguna causa de tipo {cause} lleva de {from} a {to}",
    }
    GRADE_NO_CAUSE {
        en: "nothing has happened that leads from {from} to {to}",
        es: "no ha ocurrido nada que lleve de {from} a {to}",
    }
    GRADE_NOT_BY {
        en: "segment {id} does not lead from {from} to {to}: it has not come there, or has nothing of the kind in it",
        es: "el segmento {id} no lleva de {from} a {to}: no ha llegado ahí o no trae nada así",
    }
    GRADE_SEGMENT_TWICE {
        en: "segment {id} is not what it was before, or did not stand where it leaves",
        es: "el segmento {id} no es lo que era antes, o no estaba donde sale",
    }
    GRADE_ADDRESS { en: "segment {id} comes from an address that its sender does not have", es: "el segmento {id} viene de una dirección que su emisor no tiene" }
    GRADE_BYTES {
        en: "the bytes of segment {id} say something else ({field})",
        es: "los bytes del segmento {id} dicen otra cosa ({field})",
    }
    GRADE_ANSWER { en: "an answer is called right that is not, or the reverse", es: "se da por correcta una respuesta que no lo es, o al revés" }
    GRADE_NOT_SO {
        en: "“{text}” is said to be so, and the calls, states and segments before do not say it",
        es: "se dice que «{text}» se cumple, y ni las llamadas ni los estados ni los segmentos anteriores lo dicen",
    }
}
