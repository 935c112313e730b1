// The sentences of the note ('Show this'), from its words and from what was chosen, written and changed. Pure.

/** What stands in a note before anything is chosen. */
export const fresh = () => ({ chosen: {}, own: "", ownLanguage: undefined, edits: {}, isFinnishToo: true, isEdited: false });

/** Say whether this reader and this language are offered a choice. */
export function isOffered({ only_for: readers, shown_in: languages }, words, note) {
  const [reader] = note.chosen.to ?? [];
  return (!reader || !readers || readers.includes(reader)) && (!languages || languages.includes(words.language));
}

/** Return the paragraphs. A sentence has an id and its words by language; own words stand in `own`. */
export function paragraphs(words, note) {
  const [reader] = note.chosen.to ?? [];
  const found = [];
  let isDanger = false;
  for (const [part, { joins, choose, say, options }] of Object.entries(words.parts)) {
    if (!joins) found.push([]);
    if (choose === "text" && note.own.trim()) found.at(-1).push({ id: part, say, own: note.own.trim() });
    for (const [name, option] of Object.entries(options ?? {})) {
      if (!note.chosen[part]?.includes(name) || !isOffered(option, words, note)) continue;
      isDanger ||= Boolean(option.danger);
      found.at(-1).push({ id: `${part}.${name}`, say: option.say_to?.[reader] ?? option.say });
    }
  }
  return [...found, ending(words.parts.to.options[reader], reader, isDanger)].filter((paragraph) => paragraph.length);
}

function ending(words, reader, isDanger) {
  const names = isDanger ? ["danger_say", "ending"] : ["ending"];
  return names.filter((name) => words?.[name]).map((name) => ({ id: `${name}.${reader}`, say: words[name] }));
}

/** Return the languages of the note: the page's, and Finnish beside it where that is wanted. */
export const languages = (words, note) => (note.isFinnishToo ? [...new Set([words.language, "fi"])] : [words.language]);

/** Return the words of a sentence in one language, as they were changed. */
export const wording = ({ id, say }, language, note) => note.edits[`${id}.${language}`] ?? say[language];

/** Return the sentences of a paragraph in one language. */
export const joined = (paragraph, language, note) =>
  paragraph.map((sentence) => wording(sentence, language, note).trim()).filter(Boolean).join(" ");

/** Return the own words of a paragraph. */
export const ownWords = (paragraph) => paragraph.map(({ own }) => own).filter(Boolean);

/** Return the note as plain text. */
export function asText(words, note, inLanguages) {
  const blocks = paragraphs(words, note).map((paragraph) =>
    [...inLanguages.map((language) => joined(paragraph, language, note)), ...ownWords(paragraph)].filter(Boolean).join("\n"),
  );
  return blocks.filter(Boolean).join("\n\n");
}
