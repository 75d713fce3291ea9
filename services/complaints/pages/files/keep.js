// Copies and prints the code of a complaint. Without scripts the two buttons are not shown.
(function () {
  "use strict";
  var copy = document.getElementById("copy"), print = document.getElementById("print");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", function () {
      navigator.clipboard.writeText(copy.dataset.copy).then(function () {
        document.getElementById("copied").textContent = copy.dataset.done;
      }, function () { copy.hidden = true; });
    });
  }
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
})();
