namespace DepthCompress.Tool;

/// <summary>The entry of the command line.</summary>
internal static class Program
{
    private static int Main()
    {
        Console.Error.WriteLine("depthcompress: there are no commands yet");
        return 2;
    }
}
