// In two keystrokes: while a card has the focus a digit chooses one of its units, and Enter sends its form, as it does
// in any form. n and p lead to the next card and the one before. Without this script all of it can be tabbed to.
"use strict";
const cards = [...document.querySelectorAll(".triage-card")];
const current = () => cards.find((card) => card.contains(document.activeElement));
const named = location.hash && document.getElementById(location.hash.slice(1));
(cards.includes(named) ? named : cards[0])?.focus();
// The focus has moved on; what became of the step before is read out all the same.
const said = document.getElementById("said");
if (said) setTimeout(() => said.replaceChildren(said.textContent), 100);
document.addEventListener("keydown", (event) => {
  const card = current();
  const writes = event.target.matches("select, textarea, input:not([type=radio])");
  if (!card || writes || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { n: 1, p: -1 }[event.key];
  if (step) {
    cards[cards.indexOf(card) + step]?.focus();
  } else if (/^[1-9]$/.test(event.key)) {
    const choice = card.querySelector(`[data-key="${event.key}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  } else return;
  event.preventDefault();
});
