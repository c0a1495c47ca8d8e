namespace CloudIde.Server.Projects;

/// <summary>The starter files of each stack: small, and run as they are with the stack's own tools.</summary>
/// <remarks>
/// A stack is a label that people choose. One without an entry here is kept as it is and gets only a README: refusing
/// it would make every new framework an error.
/// </remarks>
internal static class Starters
{
    /// <summary>The stack of a project for which none was named.</summary>
    public const string NoStack = "empty";

    private static readonly Starter Empty = new("text", null, []);

    private static readonly Starter Python = new("python", "python3 main.py",
    [
        new("main.py", """
            def main() -> None:
                print("Hello from Python!")


            if __name__ == "__main__":
                main()

            """),
    ]);

    private static readonly Starter Node = new("javascript", "node index.js",
    [
        new("index.js", """
            console.log("Hello from Node.js!");

            """),
        new("package.json", """
            {
              "name": "project",
              "version": "1.0.0",
              "private": true,
              "type": "module",
              "main": "index.js",
              "scripts": {
                "start": "node index.js"
              }
            }

            """),
    ]);

    private static readonly Starter TypeScript = new("typescript", "npm install && npm start",
    [
        new("index.ts", """
            const name: string = "TypeScript";

            console.log(`Hello from ${name}!`);

            """),
        new("package.json", """
            {
              "name": "project",
              "version": "1.0.0",
              "private": true,
              "scripts": {
                "start": "tsc && node dist/index.js"
              },
              "devDependencies": {
                "typescript": "^5.9.0"
              }
            }

            """),
        new("tsconfig.json", """
            {
              "compilerOptions": {
                "target": "ES2022",
                "module": "CommonJS",
                "strict": true,
                "outDir": "dist"
              },
              "include": ["*.ts"]
            }

            """),
    ]);

    private static readonly Starter Go = new("go", "go run .",
    [
        new("main.go", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"Hello from Go!\")\n}\n"),
        new("go.mod", "module project\n\ngo 1.22\n"),
    ]);

    private static readonly Starter CSharp = new("csharp", "dotnet run",
    [
        new("Program.cs", """
            Console.WriteLine("Hello from C#!");

            """),
        new("Project.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">

              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>

            </Project>

            """),
    ]);

    private static readonly Starter Java = new("java", "java Main.java",
    [
        new("Main.java", """
            public class Main {
                public static void main(String[] args) {
                    System.out.println("Hello from Java!");
                }
            }

            """),
    ]);

    private static readonly Starter Rust = new("rust", "cargo run",
    [
        new("src/main.rs", """
            fn main() {
                println!("Hello from Rust!");
            }

            """),
        new("Cargo.toml", """
            [package]
            name = "project"
            version = "0.1.0"
            edition = "2021"

            """),
    ]);

    private static readonly Starter Html = new("html", "python3 -m http.server 8000",
    [
        new("index.html", """
            <!DOCTYPE html>
            <html lang="en">
              <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Hello</title>
                <link rel="stylesheet" href="style.css">
              </head>
              <body>
                <h1>Hello from HTML!</h1>
                <script src="script.js"></script>
              </body>
            </html>

            """),
        new("style.css", """
            body {
              font-family: system-ui, sans-serif;
              margin: 3rem;
            }

            """),
        new("script.js", """
            console.log("Hello from the page!");

            """),
    ]);

    private static readonly Dictionary<string, Starter> ByStack = new(StringComparer.OrdinalIgnoreCase)
    {
        [NoStack] = Empty,
        ["python"] = Python,
        ["python3"] = Python,
        ["node"] = Node,
        ["nodejs"] = Node,
        ["node.js"] = Node,
        ["javascript"] = Node,
        ["js"] = Node,
        ["typescript"] = TypeScript,
        ["ts"] = TypeScript,
        ["go"] = Go,
        ["golang"] = Go,
        ["csharp"] = CSharp,
        ["c#"] = CSharp,
        ["dotnet"] = CSharp,
        [".net"] = CSharp,
        ["java"] = Java,
        ["rust"] = Rust,
        ["html"] = Html,
        ["static"] = Html,
    };

    /// <summary>The starter of a stack, or of a language when the stack has none.</summary>
    /// <param name="stack">The stack as it was typed, or null.</param>
    /// <param name="language">The language as it was typed, or null.</param>
    /// <returns>The starter; an empty one when neither is known.</returns>
    public static Starter For(string? stack, string? language) =>
        stack is not null && ByStack.TryGetValue(stack, out var byStack) ? byStack
        : language is not null && ByStack.TryGetValue(language, out var byLanguage) ? byLanguage
        : Empty;

    /// <summary>The README that every project begins with.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="description">Its description, may be empty.</param>
    /// <param name="starter">Its starter.</param>
    /// <returns>The file.</returns>
    public static StarterFile Readme(string name, string description, Starter starter)
    {
        var text = $"# {name}\n";
        if (description.Length > 0)
        {
            text += $"\n{description}\n";
        }

        if (starter.RunCommand is { } command)
        {
            text += $"\n## Run\n\n```sh\n{command}\n```\n";
        }

        return new StarterFile("README.md", text);
    }
}
