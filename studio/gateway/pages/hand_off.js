for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy);
    try { await navigator.clipboard.writeText(field.value); }
    catch { field.focus(); field.select(); document.execCommand('copy'); }  // plain http has no clipboard
    button.textContent = button.dataset.done;
    button.classList.add('done');
  });
}
const kept = 'checks:' + location.pathname.slice(-24);
const ticked = new Set(JSON.parse(sessionStorage.getItem(kept) || '[]'));
for (const box of document.querySelectorAll('[data-check]')) {
  box.checked = ticked.has(box.dataset.check);
  box.addEventListener('change', () => {
    box.checked ? ticked.add(box.dataset.check) : ticked.delete(box.dataset.check);
    sessionStorage.setItem(kept, JSON.stringify([...ticked]));
  });
}
const form = document.querySelector('form.confirm');
if (form) form.addEventListener('submit', () => { form.querySelector('button').disabled = true; });
if (document.getElementById('said')) document.getElementById('said').scrollIntoView({block: 'center'});
