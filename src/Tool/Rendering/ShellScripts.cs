namespace DepthCompress.Tool;

/// <summary>Scripts that let shells ask this program what may follow; where it knows nothing, they offer files.</summary>
internal static class ShellScripts
{
    private const string Bash = """
        _depthcompress() {
            local line="${COMP_LINE:0:COMP_POINT}"
            COMPREPLY=()
            mapfile -t COMPREPLY < <(depthcompress '[suggest]' "${line#* }" 2> /dev/null)
        }
        complete -o default -F _depthcompress depthcompress
        """;

    private const string Zsh = """
        _depthcompress() {
            local -a found
            found=(${(f)"$(depthcompress '[suggest]' "${(j: :)words[2,CURRENT]}" 2> /dev/null)"})
            if (( $#found )); then compadd -a found; else _files; fi
        }
        compdef _depthcompress depthcompress
        """;

    private const string Fish = """
        complete -c depthcompress -a '(depthcompress "[suggest]" (string replace -r "^\S+\s*" "" -- (commandline -cp)) 2> /dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName depthcompress -ScriptBlock {
            param($word, $command, $cursor)
            $line = $command.ToString().PadRight($cursor).Substring(0, $cursor) -replace '^\S+\s*', ''
            depthcompress '[suggest]' "$line" 2> $null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    /// <summary>The shells there are scripts for.</summary>
    internal static ImmutableArray<string> Shells => ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script for a shell; null where there is none.</summary>
    internal static string? Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => PowerShell,
        _ => null,
    };
}
