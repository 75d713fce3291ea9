// A map beside the fields of a place: a press on it, or the button for its middle, fills them in. Without scripts there
// is no map, and the fields are filled in by hand.
(function () {
  "use strict";
  var box = document.getElementById("map"), middle = document.getElementById("middle");
  if (!box || !window.L) return;
  var latitude = document.getElementById("latitude"), longitude = document.getElementById("longitude");
  var status = document.getElementById("pointed"), start = box.dataset.start.split(",").map(Number);
  document.getElementById("with-map").hidden = false;
  var map = L.map(box, { attributionControl: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
  var icon = L.divIcon({ className: "pin", iconSize: [24, 24] });
  var pin = L.marker([0, 0], { icon: icon, interactive: false, keyboard: false });

  function entered() {
    var at = [latitude, longitude].map(function (field) { return Number(field.value.trim().replace(",", ".") || NaN); });
    return Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180 ? at : null;
  }

  function show() {
    var at = entered();
    if (!at) return pin.remove();
    pin.setLatLng(at).addTo(map);
    if (!map.getBounds().contains(at)) map.setView(at, Math.max(map.getZoom(), 16));
  }

  function take(at) {
    latitude.value = at.lat.toFixed(6);
    longitude.value = at.wrap().lng.toFixed(6);
    show();
    status.textContent = box.dataset.taken;
  }

  map.setView(entered() || start.slice(0, 2), entered() ? 16 : start[2]);
  show();
  map.on("click", function (event) { take(event.latlng); });
  middle.addEventListener("click", function () { take(map.getCenter()); });
  [latitude, longitude].forEach(function (field) { field.addEventListener("change", show); });
})();
