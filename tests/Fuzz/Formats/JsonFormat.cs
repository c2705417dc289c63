namespace DepthCompress.Fuzz;

/// <summary>A file of JSON.</summary>
internal sealed class JsonFormat(string name, Func<byte[], string, string> read) : FuzzFormat
{
    public override string Name => name;

    public override IEnumerable<byte[]> Seeds => Corpus.Files(name);

    public override string Load(byte[] bytes, string scratch) => read(bytes, scratch);

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => JsonMutator.Change(bytes, other, random);
}
