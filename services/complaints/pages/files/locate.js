// Fills in where the phone is, once somebody presses the button for it. Without scripts the button is not shown.
(function () {
  "use strict";
  var button = document.getElementById("locate"), status = document.getElementById("located");
  var latitude = document.getElementById("latitude"), longitude = document.getElementById("longitude");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", function () {
    status.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(function (found) {
      latitude.value = found.coords.latitude.toFixed(6);
      longitude.value = found.coords.longitude.toFixed(6);
      latitude.dispatchEvent(new Event("change"));
      latitude.closest("details").open = true;
      status.textContent = button.dataset.found.replace("{metres}", String(Math.max(1, Math.ceil(found.coords.accuracy))));
    }, function () {
      status.textContent = button.dataset.failed;
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
})();
