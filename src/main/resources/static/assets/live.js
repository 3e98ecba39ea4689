// Asks htmx to fetch what is marked #live again: on events of the run, or every so often. Without it a reload does.
(function () {
  'use strict';
  var OFTEN = 1000;
  var due = 0;
  var open = [];
  var focused = '';

  function live() { return document.getElementById('live'); }

  function busy() {
    var at = document.activeElement;
    return at && live() && live().contains(at) && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
  }

  function refresh() {
    due = 0;
    if (!live() || document.hidden || busy()) { return later(); }
    window.htmx.trigger(live(), 'evac');
  }

  function later() { if (!due) { due = setTimeout(refresh, OFTEN); } }

  function place(element) {
    if (!element || element === document.body) { return ''; }
    if (element.id) { return '#' + element.id; }
    var within = element.closest('details[id]');
    return within && element.tagName === 'SUMMARY' ? '#' + within.id + ' > summary' : '';
  }

  document.addEventListener('htmx:beforeSwap', function () {
    open = Array.from(document.querySelectorAll('#live details[open]')).map(function (it) { return it.id; });
    focused = place(document.activeElement);
  });

  document.addEventListener('htmx:afterSettle', function () {
    open.forEach(function (id) { var it = document.getElementById(id); if (it) { it.open = true; } });
    var last = focused && document.querySelector(focused);
    if (last && last !== document.activeElement) { last.focus({preventScroll: true}); }
  });

  // Who is out is sent to log in; what else keeps the page from being up to date is said.
  document.addEventListener('htmx:responseError', function (event) {
    var status = event.detail.xhr.status;
    if (status === 401 || status === 403) { window.location.reload(); } else { outdated(); }
  });
  document.addEventListener('htmx:sendError', outdated);
  document.addEventListener('htmx:afterRequest', function (event) {
    var told = document.getElementById('outdated');
    if (told && event.detail.successful) { told.remove(); }
  });

  function outdated() {
    if (document.getElementById('outdated')) { return; }
    var told = document.createElement('p');
    told.id = 'outdated';
    told.className = 'told';
    told.setAttribute('role', 'alert');
    told.textContent = 'Not up to date since ' + new Date().toLocaleTimeString() + ': the daemon does not answer.';
    document.getElementById('main').prepend(told);
  }

  // The stream ends when the run pauses or waits; while the page is of one that may go on, it is opened again.
  var events = null;
  function follow() {
    var from = live() && live().dataset.events;
    if (!from || (events && events.readyState !== EventSource.CLOSED)) { return; }
    events = new EventSource(from);
    events.onmessage = later;
    events.addEventListener('end', function () { events.close(); later(); });
  }

  if (live()) { setInterval(function () { if (live().dataset.events || live().dataset.every) { follow(); later(); } }, 5 * OFTEN); }
  follow();
}());
