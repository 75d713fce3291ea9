SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  // Swagger UI would otherwise send the description to a validator on the internet.
  validatorUrl: null,
});
