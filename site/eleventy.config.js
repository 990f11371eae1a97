/* The site of the documents, by Eleventy: script/site runs it.
 *
 * The documents are read where they lie, and written for readers of the source tree; so what this does is to turn links between them
 * into links between pages. A source file that a document leads to becomes a page, too, and so does a folder. All
 * addresses are relative: the site can be opened from disk. */
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import fs from "node:fs";
import markdownIt from "markdown-it";
import path from "node:path/posix";
import loadLanguages from "prismjs/components/index.js";

const root = process.env.LIFEGUARD_ROOT;
const output = process.env.LIFEGUARD_SITE;

/* The menu. A document that is in no part of it is in the last one. */
const menu = [
    ["Start", ["README.md", "docs/install.md", "docs/faq.md"]],
    ["Guide", filesIn("docs/guide").concat("samples/README.md", "docs/explain.md")],
    ["Reference", ["docs/reference.md", "docs/reference/README.md", "docs/errors.md", "docs/rules.md", "docs/audit.md"]],
    ["Traces", filesIn("docs/trace")],
    ["Deciding", ["docs/comparison.md", "docs/words.md", "docs/limits.md", "docs/performance.md"]],
    ["How it works", ["docs/lowering.md", "docs/internals.md", "docs/runtime.md"]],
    ["More", ["docs/README.md", "docs/dependencies.md", "CHANGELOG.md", "samples/build-systems/README.md"]],
];

/* The Markdown files of a folder, in order. */
function filesIn(folder) {
    return fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith(".md")).sort()
        .map((name) => path.join(folder, name));
}

/* What is a keyword besides those of C. */
const constructs = /\b(?:async|await(?:_all|_any|_timeout)?|block_on|spawn|future|lifecycle|must_not_suspend|lg_scoped|lg_leaf)\b/;

const listed = menu.flatMap(([, files]) => files);
const unlisted = [...filesIn("docs"), ...filesIn("docs/reference")].filter((file) => !listed.includes(file));
menu.at(-1)[1].push(...unlisted.filter((file) => !file.startsWith("docs/reference/")));
const documents = [...listed, ...unlisted].filter((file, at, all) => fs.existsSync(path.join(root, file)) && all.indexOf(file) === at);

/* The address of what lies at a path of the source tree. */
function address(file) {
    if (documents.includes(file))
        return file.replace(/README\.md$/, "index.html").replace(/\.md$/, ".html");
    return `${file}.html`;
}

/* As the sites that show Markdown spell a heading in an address. */
function anchor(heading) {
    return heading.toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-");
}

/* Where a link of `page` leads in the source tree; null when it leads elsewhere. */
function targetOf(page, href) {
    if (/^[a-z]+:/.test(href))
        return null;
    const [file, fragment] = href.split("#");
    let target = file ? path.join(path.dirname(page), file).replace(/\/$/, "") : page;
    if (documents.includes(path.join(target, "README.md")))
        target = path.join(target, "README.md");
    return { file: target, fragment: fragment ? `#${fragment}` : "" };
}

/* Calls `visit` with each link of the parsed text. */
function links(tokens, visit) {
    for (const token of tokens.flatMap((each) => each.children ?? []))
        if (token.type === "link_open" || token.type === "image")
            visit(token, token.type === "image" ? "src" : "href");
}

const markdown = markdownIt({ html: true });
markdown.core.ruler.push("lifeguard", (state) => {
    const seen = new Map();
    state.tokens.forEach((token, at) => {
        if (token.type !== "heading_open")
            return;
        const name = anchor(state.tokens[at + 1].content), times = seen.get(name) ?? 0;
        seen.set(name, times + 1);
        token.attrSet("id", times ? `${name}-${times}` : name);
    });
    const page = state.env.source;
    if (page)
        links(state.tokens, (token, name) => {
            const target = targetOf(page, token.attrGet(name));
            if (target && name === "href")
                token.attrSet(name, path.relative(path.dirname(address(page)), address(target.file)) + target.fragment);
        });
});
/* A table may be wider than the page. */
markdown.renderer.rules.table_open = () => '<div class="wide"><table>';
markdown.renderer.rules.table_close = () => "</table></div>";

/* What is found: a piece of text for each heading. */
function piecesOf(page, tokens, title) {
    const pieces = [{ title, heading: title, address: address(page), text: "" }];
    tokens.forEach((token, at) => {
        const piece = pieces.at(-1);
        if (token.type === "heading_open" && token.tag !== "h1") {
            const heading = tokens[at + 1].content.replaceAll("`", "");
            pieces.push({ title, heading, address: `${address(page)}#${token.attrGet("id")}`, text: "" });
        } else if (token.type === "inline" && tokens[at - 1].type !== "heading_open") {
            piece.text += `${(token.children ?? []).map((child) => child.content || " ").join("")} `;
        } else if (token.type === "fence") {
            piece.text += `${token.content} `;
        }
    });
    return pieces;
}

/* A source file or a folder, as a document. */
function shown(file) {
    const there = path.join(root, file);
    if (fs.statSync(there).isDirectory())
        return `# ${file}\n\n${fs.readdirSync(there).sort().map((name) => `- \`${name}\``).join("\n")}\n`;
    const text = fs.readFileSync(there, "utf8");
    const language = { ".c": "c", ".h": "c", ".cpp": "cpp", ".py": "python" }[path.extname(file)] ?? "text";
    return `# ${file}\n\n\`\`\`\`\`${language}\n${text}\`\`\`\`\`\n`;
}

export default function (config) {
    config.addPlugin(syntaxHighlight, { init: ({ Prism }) => {
        loadLanguages(["c"]);
        Prism.languages.insertBefore("c", "keyword", { construct: { pattern: constructs, alias: "keyword" } });
    } });
    config.setLibrary("md", markdown);

    const pieces = [], others = new Map(), titles = new Map(), texts = new Map();
    for (const page of documents) {
        const text = fs.readFileSync(path.join(root, page), "utf8");
        const tokens = markdown.parse(text, { source: "" });
        const title = /^# (.*)$/m.exec(text)[1].replaceAll("`", "");
        titles.set(page, title);
        texts.set(page, text);
        pieces.push(...piecesOf(page, tokens, title));
        links(tokens, (token, name) => {
            const target = targetOf(page, token.attrGet(name));
            if (!target || documents.includes(target.file))
                return;
            if (name === "src")
                config.addPassthroughCopy({ [path.join(root, target.file)]: target.file });
            else
                others.set(target.file, shown(target.file));
        });
    }

    const guide = menu.find(([name]) => name === "Guide")[1].filter((file) => file.startsWith("docs/guide/"));
    const add = (page, text, title) => {
        const here = path.dirname(address(page));
        const to = (file) => ({ address: path.relative(here, address(file)), title: titles.get(file), here: file === page });
        const at = guide.indexOf(page);
        config.addTemplate(`pages/${page.replace(/\.md$/, "")}.md`, text, {
            permalink: address(page), layout: "page.njk", source: page, title, top: path.relative(here, "") || ".",
            menu: menu.map(([name, files]) => ({ name, pages: files.filter((file) => titles.has(file)).map(to) })),
            before: at > 0 ? to(guide[at - 1]) : null, after: at >= 0 && at + 1 < guide.length ? to(guide[at + 1]) : null,
        });
    };
    documents.forEach((page) => add(page, texts.get(page), titles.get(page)));
    others.forEach((text, file) => add(file, text, file));

    config.addPassthroughCopy({ "site.css": "site.css", "search.js": "search.js",
                                "node_modules/minisearch/dist/umd/index.js": "minisearch.js" });
    config.on("eleventy.after", () =>
        fs.writeFileSync(path.join(output, "search-index.js"), `window.lifeguardPieces = ${JSON.stringify(pieces)};\n`));
    config.setUseGitIgnore(false);
    return { dir: { input: "content", includes: "../_includes", output }, markdownTemplateEngine: false };
}
