namespace HeroProc.Events.LiteDb.Tests;

internal sealed class IndexFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Delete();

    [Test]
    public void Sum_IsThatOfTheFileReadAgain_WhateverWasWritten([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        ulong written;
        using (var file = IndexFile.Open(_folder.Data))
        {
            for (var i = 0; i < 30; i++)
            {
                if (random.Next(8) == 0)
                {
                    file.SetLength(random.Next(20) * IndexFile.PageSize);
                    continue;
                }

                var page = new byte[IndexFile.PageSize];
                random.NextBytes(page);
                file.Position = random.Next(20) * IndexFile.PageSize;
                file.Write(page, 0, page.Length);
            }

            written = file.Sum();
            Assert.That(file.Length, Is.EqualTo(new FileInfo(_folder.Data).Length));
        }

        using var again = IndexFile.Open(_folder.Data);
        Assert.That(again.ReadSums(), Is.EqualTo(written), $"seed {seed}");
    }

    [Test, CancelAfter(20_000)]
    public async Task Read_Throws_WhenThePageIsNotWhatWasWritten()
    {
        using var file = IndexFile.Open(_folder.Data);
        var page = new byte[IndexFile.PageSize];
        file.Write(page, 0, page.Length);
        file.Write(page, 0, page.Length);
        await Outsider.WriteAsync(_folder.Data, IndexFile.PageSize + 8191, [1]);
        Assert.That(() => file.ReadPage(0, page), Throws.Nothing);
        Assert.That(() => file.ReadPage(IndexFile.PageSize, page), Throws.InstanceOf<IOException>().With.Message.StartsWith("Page 1 of the index was changed"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Read_Throws_WhenTheFileEndsBeforeThePage()
    {
        using var file = IndexFile.Open(_folder.Data);
        var page = new byte[IndexFile.PageSize];
        file.Write(page, 0, page.Length);
        await Outsider.CutAsync(_folder.Data, 100);
        Assert.That(() => file.ReadPage(0, page), Throws.InstanceOf<EndOfStreamException>());
    }

    [Test]
    public void Write_KeepsItsFault_InsteadOfThrowing()
    {
        var file = IndexFile.Open(_folder.Data);
        file.Dispose();
        file.Write(new byte[IndexFile.PageSize], 0, IndexFile.PageSize);
        Assert.That(file.Fault, Is.InstanceOf<IOException>());
    }

    [Test]
    public void Write_Refuses_APageFarBehindTheEnd()
    {
        using var file = IndexFile.Open(_folder.Data);
        file.Position = uint.MaxValue * (long)IndexFile.PageSize;
        file.Write(new byte[IndexFile.PageSize], 0, IndexFile.PageSize);
        Assert.That(file.Fault, Is.InstanceOf<IOException>());
        Assert.That(file.Length, Is.Zero);
    }

    [Test]
    public void Open_Throws_WhileTheFileIsOpen()
    {
        using var file = IndexFile.Open(_folder.Data);
        Assert.That(() => IndexFile.Open(_folder.Data), Throws.InstanceOf<IOException>());
    }
}
