// Shows /openapi.json. Runs as it is, in a browser: no part of it comes from elsewhere.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
followScheme();
dark.addEventListener('change', followScheme);

window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#viewer',
  deepLinking: true,
  // Routes are found by a word; areas open one by one.
  filter: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  // Would have a server elsewhere read the document.
  validatorUrl: null,
});
