using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>What tables of a model are true of.</summary>
internal static class TableFiles
{
    /// <summary>The model and the method; machine and measure are added by those who know them.</summary>
    internal static TableIdentity IdentityOf(Workflow workflow, MethodOptions options, string firstSite)
    {
        var first = workflow.Chains.FirstOrDefault(chain => chain.Length > 0);
        var element = first is null ? null : workflow.Network.TypeOf(first.Sites[0].Tail.Linear)?.Element;
        return new TableIdentity
        {
            Method = options.Name,
            ModelDigest = workflow.Digest,
            Precision = $"{element}".ToLowerInvariant(),
            FirstSite = firstSite,
        };
    }

    /// <summary>Writes a table and its identity, each whole or not at all.</summary>
    internal static void Write(string path, bool force, string text, TableIdentity identity)
    {
        Outputs.WriteText(path, force, text);
        Outputs.WriteText(TableIdentity.FileOf(path), force, identity.Format());
    }
}
