using System.CommandLine;
using System.CommandLine.Parsing;

namespace DepthCompress.Tool;

/// <summary>Which files a command line says are read: all that it names, but for those that options name to be written.</summary>
internal static class FileRolesOf
{
    /// <summary>Tells what is read.</summary>
    /// <param name="roles">Is told.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="settings">The settings, and their file; null for none.</param>
    internal static void Tell(FileRoles roles, ParseResult parse, (string File, Settings Settings)? settings)
    {
        foreach (var result in parse.CommandResult.Children.Where(child => child is not OptionResult { Option: IOutputOption }))
        {
            roles.Reads([.. result.Tokens.Select(token => token.Value)]);
        }

        if (settings is var (file, values))
        {
            roles.Reads(file);
            roles.ReadsOf(values);
        }
    }
}
