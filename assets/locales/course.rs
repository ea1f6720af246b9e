// The course: its list, and what the learner has done.

texts! {
    COURSE_DONE { en: "done", es: "hecho" }
    COURSE_NEXT { en: "next", es: "sigue" }
    COURSE_PROGRESS_OF { en: "Progress of {name}", es: "Avance de {name}" }
    COURSE_PROGRESS { en: "{done} of {all} done", es: "{done} de {all} hechas" }
    COURSE_ANSWERS { en: "{right} right, {wrong} wrong", es: "{right} bien, {wrong} mal" }
    COURSE_TO_REVIEW { en: "to look at again: {steps}", es: "para repasar: {steps}" }
    COURSE_NOTHING_YET {
        en: "Nothing has been done yet. Begin with: sockscope",
        es: "Todavía no hay nada hecho. Empieza con: sockscope",
    }
    COURSE_FORGOTTEN { en: "All progress has been forgotten.", es: "Se olvidó todo el avance." }
    COURSE_NO_STATE {
        en: "There is no place to keep progress in: set HOME or XDG_STATE_HOME.",
        es: "No hay dónde guardar el avance: define HOME o XDG_STATE_HOME.",
    }
    COURSE_UNWRITABLE {
        en: "Progress cannot be kept in {file}: {why}.",
        es: "No se puede guardar el avance en {file}: {why}.",
    }
    COURSE_UNREADABLE {
        en: "Progress cannot be read from {file}: {why}.",
        es: "No se puede leer el avance de {file}: {why}.",
    }
    COURSE_FORGET { en: "Forget all progress", es: "Olvidar todo el avance" }
    COURSE_FORGET_AGAIN {
        en: "Press Del again to forget all that was done and answered.",
        es: "Pulsa Supr otra vez para olvidar todo lo hecho y respondido.",
    }
    COURSE_HOW {
        en: "Enter: open · Del: forget all · Esc: close",
        es: "Intro: abrir · Supr: olvidar todo · Esc: cerrar",
    }
    COURSE_GO_ON { en: "Go on with the course", es: "Seguir con el curso" }
    COURSE_GO_ON_WITH { en: "Go on with: {title}", es: "Seguir con: {title}" }
    COURSE_BEGIN_ANEW { en: "From the beginning: {title}", es: "Desde el principio: {title}" }
    COURSE_WHOLE_LIST { en: "The whole course", es: "El curso completo" }
    COURSE_REVIEW {
        en: "From “{title}”, which went wrong last time: {question}",
        es: "De «{title}», que la última vez salió mal: {question}",
    }
}
