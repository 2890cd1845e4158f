// Reads a JSON list of formulas {tex, display} on stdin; prints those that MathJax cannot set, with its message.
const path = process.argv[2];
require(path).init({ loader: { load: ["input/tex", "output/svg"] }, startup: { typeset: false } }).then((MathJax) => {
  const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const adaptor = MathJax.startup.adaptor;
  const bad = formulas.flatMap(({ tex, display }) => {
    const html = adaptor.outerHTML(MathJax.tex2svg(tex, { display }));
    const error = html.match(/data-mjx-error="([^"]*)"/);
    return error ? [{ tex, error: error[1] }] : [];
  });
  console.log(JSON.stringify(bad));
});
