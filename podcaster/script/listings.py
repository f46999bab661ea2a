"""Names of programming languages, so that a mention of a listing can say which one it is."""

from __future__ import annotations

_NAMES = {
    "py": "Python", "python": "Python", "python3": "Python", "py3": "Python", "pycon": "Python", "ipython": "Python",
    "js": "JavaScript", "javascript": "JavaScript", "mjs": "JavaScript", "node": "JavaScript", "jsx": "JSX",
    "ts": "TypeScript", "typescript": "TypeScript", "tsx": "TSX", "java": "Java", "kotlin": "Kotlin", "kt": "Kotlin",
    "scala": "Scala", "groovy": "Groovy", "clojure": "Clojure", "clj": "Clojure", "c": "C", "h": "C", "cpp": "C++",
    "c++": "C++", "cxx": "C++", "cc": "C++", "hpp": "C++", "cs": "C#", "csharp": "C#", "c#": "C#", "fs": "F#",
    "fsharp": "F#", "vb": "Visual Basic", "vbnet": "Visual Basic", "objc": "Objective-C", "objectivec": "Objective-C",
    "swift": "Swift", "go": "Go", "golang": "Go", "rust": "Rust", "rs": "Rust", "zig": "Zig", "nim": "Nim", "d": "D",
    "ruby": "Ruby", "rb": "Ruby", "erb": "ERB", "php": "PHP", "perl": "Perl", "pl": "Perl", "lua": "Lua", "r": "R",
    "julia": "Julia", "jl": "Julia", "matlab": "MATLAB", "octave": "Octave", "haskell": "Haskell", "hs": "Haskell",
    "elm": "Elm", "purescript": "PureScript", "ocaml": "OCaml", "ml": "OCaml", "reason": "Reason", "elixir": "Elixir",
    "ex": "Elixir", "exs": "Elixir", "erlang": "Erlang", "erl": "Erlang", "lisp": "Lisp", "common-lisp": "Lisp",
    "elisp": "Emacs Lisp", "emacs-lisp": "Emacs Lisp", "scheme": "Scheme", "racket": "Racket", "prolog": "Prolog",
    "fortran": "Fortran", "cobol": "COBOL", "pascal": "Pascal", "delphi": "Delphi", "ada": "Ada", "dart": "Dart",
    "solidity": "Solidity", "sol": "Solidity", "asm": "assembly", "nasm": "assembly", "assembly": "assembly",
    "x86asm": "assembly", "armasm": "assembly", "wasm": "WebAssembly", "wat": "WebAssembly", "llvm": "LLVM",
    "cuda": "CUDA", "glsl": "shader", "hlsl": "shader", "wgsl": "shader", "verilog": "Verilog", "vhdl": "VHDL",
    "sh": "shell", "bash": "shell", "zsh": "shell", "fish": "shell", "shell": "shell", "console": "shell",
    "shell-session": "shell", "shellsession": "shell", "terminal": "shell", "shellscript": "shell", "ksh": "shell",
    "powershell": "PowerShell", "ps1": "PowerShell", "posh": "PowerShell", "bat": "batch", "cmd": "batch",
    "dos": "batch", "sql": "SQL", "mysql": "SQL", "pgsql": "SQL", "postgresql": "SQL", "plpgsql": "SQL",
    "sqlite": "SQL", "tsql": "SQL", "plsql": "SQL", "html": "HTML", "xhtml": "HTML", "htm": "HTML", "vue": "Vue",
    "svelte": "Svelte", "astro": "Astro", "xml": "XML", "svg": "SVG", "xsl": "XSLT", "xslt": "XSLT", "css": "CSS",
    "scss": "Sass", "sass": "Sass", "less": "Less", "json": "JSON", "json5": "JSON", "jsonc": "JSON", "jsonl": "JSON",
    "yaml": "YAML", "yml": "YAML", "toml": "TOML", "ini": "INI", "csv": "CSV", "tsv": "TSV",
    "dockerfile": "Dockerfile", "docker": "Dockerfile", "makefile": "Makefile", "make": "Makefile", "cmake": "CMake",
    "nginx": "nginx", "apache": "Apache", "apacheconf": "Apache", "hcl": "HCL", "terraform": "Terraform",
    "tf": "Terraform", "nix": "Nix", "graphql": "GraphQL", "gql": "GraphQL", "proto": "Protocol Buffers",
    "protobuf": "Protocol Buffers", "http": "HTTP", "regex": "regular expression", "diff": "diff", "patch": "diff",
    "md": "Markdown", "markdown": "Markdown", "mdx": "MDX", "rst": "reStructuredText", "asciidoc": "AsciiDoc",
    "tex": "LaTeX", "latex": "LaTeX", "bibtex": "BibTeX", "mermaid": "Mermaid", "dot": "Graphviz",
    "graphviz": "Graphviz", "plantuml": "PlantUML", "vim": "Vim script", "viml": "Vim script", "awk": "AWK",
    "jq": "jq", "liquid": "Liquid", "jinja": "Jinja", "jinja2": "Jinja", "django": "Django template",
    "handlebars": "Handlebars", "hbs": "Handlebars", "twig": "Twig", "gherkin": "Gherkin", "applescript": "AppleScript",
    "arduino": "Arduino", "crystal": "Crystal", "gleam": "Gleam", "odin": "Odin", "v": "V", "apl": "APL",
    "forth": "Forth", "smalltalk": "Smalltalk", "tcl": "Tcl", "coq": "Coq", "lean": "Lean", "agda": "Agda",
    "qml": "QML", "gdscript": "GDScript", "abap": "ABAP", "apex": "Apex", "sas": "SAS", "stata": "Stata",
}  # fmt: skip

_AN = ("HTML", "SQL", "XML", "SVG", "XSLT", "LLVM", "R", "MDX", "HCL", "HTTP", "SAS", "nginx")


def language_name(language: str) -> str:
    """The name a person would say for a page's class or fence ("py" is Python); "" if it is unknown."""
    return _NAMES.get(language.strip().lower().removeprefix("language-").removeprefix("lang-"), "")


def article(name: str) -> str:
    """ "A" or "An", as the name is said in English."""
    if name in _AN or (name[:1] in "AEIOaeio" and name[:3] != "One"):
        return "An"
    return "A"


def line_count(code: str) -> int:
    """Lines with something on them."""
    return sum(1 for line in code.splitlines() if line.strip())
