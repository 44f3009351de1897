"""Makes the workbooks of the corpus; the text files were written as they are.

Needs openpyxl, odfpy and xlwt: `python make.py [NAME …]` in this folder. The tests need none of it.
All data is made up.
"""

import re
import sys
import zipfile
from datetime import date, datetime, timedelta

import xlwt
from odf import opendocument, style, table, text
from odf.number import DateStyle, Day, Month, Year, Text as NumberText
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

MAKERS = {}


def maker(function):
    MAKERS[function.__name__] = function
    return function


def put(sheet, top, rows):
    """Writes rows from a row on; a pair is a value and its number format."""
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is None:
                continue
            cell = sheet.cell(top + down, right + 1)
            if isinstance(value, tuple):
                cell.value, cell.number_format = value
            else:
                cell.value = value


def day(value, form="dd/mm/yyyy"):
    return (value, form)


def cached(path, sheet, values):
    """Gives formulas the results that a spreadsheet program keeps with them, which openpyxl cannot write."""
    with zipfile.ZipFile(path) as book:
        files = {name: book.read(name) for name in book.namelist()}
    xml = files[sheet].decode()
    for cell, value in values.items():
        pattern = rf'(<c r="{cell}"[^>]*?)(?: t="\w+")?>(<f>.*?</f>)<v\s*/?>(?:</v>)?'
        kind = "" if isinstance(value, (int, float)) else ' t="e"' if value.startswith("#") else ' t="str"'
        xml, count = re.subn(pattern, rf"\g<1>{kind}>\g<2><v>{value}</v>", xml)
        assert count == 1, cell
    files[sheet] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name, content)


@maker
def mairie_parc():
    book = Workbook()
    sheet = book.active
    sheet.title = "Parc 2026"
    put(sheet, 1, [["Commune de Saint-Exemple — Parc informatique"], ["Mis à jour le 12/10/2026"]])
    put(sheet, 4, [
        ["Localisation", None, "Matériel", None, None, None, "Achat", None, None, "Remarques"],
        ["Bâtiment", "Bureau", "Nom", "Marque", "Modèle", "N° de série", "Date", "Prix TTC", "Garantie"],
        ["Mairie", "Accueil", "MAI-01", "HP", "ProDesk 400 G7", "8CC1234ABC", day(date(2022, 3, 14)), (812.5, '#,##0.00 "€"'), "3 ans"],
        [None, "État civil", "MAI-02", "HP", "ProDesk 400 G7", "8CC1234ABD", day(date(2022, 3, 14)), (812.5, '#,##0.00 "€"'), "3 ans", "écran rayé"],
        [None, "Urbanisme", "MAI-03", "Dell", "OptiPlex 3080", (12345, "0000000"), day(date(2020, 9, 1)), "799,00 €", "36 mois"],
        [None, "Bureau du maire", "MAI-04", "Lenovo", "ThinkCentre M70q", "PC1A2B3C", "05/02/2021", 1049, "5 ans", "À voir avec le DGS\navant remplacement"],
        [],
        ["École", "Classe 1", "ECO-01", "Acer", "TravelMate P2", "NXVPLEF00112345678", day(datetime(2023, 8, 28)), "#N/A", 24],
        [None, "Classe 2", "ECO-02", "Acer", "TravelMate P2", "NXVPLEF00112345679", day(datetime(2023, 8, 28)), (627.5, '#,##0.00 "€"'), 24],
        ["TOTAL", None, None, None, None, None, None, "=SUM(H6:H12)"],
        [],
        ["Document interne – ne pas diffuser"],
    ])
    sheet["H11"].data_type = "e"
    for merged in ["A1:J1", "A4:B4", "C4:F4", "G4:I4", "J4:J5", "A6:A9", "A11:A12"]:
        sheet.merge_cells(merged)
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet["F8"].comment = Comment("étiquette abîmée", "mairie")
    book.save("mairie-parc.xlsx")
    cached("mairie-parc.xlsx", "xl/worksheets/sheet1.xml", {"H13": "#N/A"})


@maker
def rvtools():
    info = ["VM", "Powerstate", "Template", "SRM Placeholder", "Config status", "DNS Name", "Guest state", "PowerOn",
            "Creation date", "CPUs", "Memory", "NICs", "Disks", "Total disk capacity MiB", "Primary IP Address",
            "Network #1", "Provisioned MiB", "In Use MiB", "Firmware", "Path", "Annotation", "Datacenter", "Cluster",
            "Host", "OS according to the configuration file", "OS according to the VMware Tools", "VM ID",
            "SMBIOS UUID", "VM UUID", "VI SDK Server", "Site"]
    moment = "yyyy/mm/dd hh:mm:ss"
    rest = ["DC1", "CL-PROD", "esx01.corp.example"]
    rows = [
        ["srv-app01", "poweredOn", "False", "False", "green", "srv-app01.corp.example", "running",
         (datetime(2026, 9, 14, 3, 12, 5), moment), (datetime(2021, 4, 6, 14, 0, 0), moment), 4, (16384, "#,##0"), 1, 2,
         (204800, "#,##0"), "10.0.10.21", "VLAN10", (221184, "#,##0"), (98765, "#,##0"), "efi",
         "[DS-01] srv-app01/srv-app01.vmx", "Owner: finance\nBackup: daily", *rest,
         "Microsoft Windows Server 2019 (64-bit)", "Microsoft Windows Server 2019 (64-bit)", "vm-101",
         "42309d5a-0001-4c7e-9a10-aa00bb00cc01", "50309d5a-0001-4c7e-9a10-aa00bb00cc01", "vcenter.corp.example", "LYO"],
        ["srv-db01", "poweredOn", "False", "False", "green", "srv-db01.corp.example", "running",
         (datetime(2026, 1, 2, 0, 0, 0), moment), (datetime(2019, 12, 31, 23, 59, 59), moment), 8, (65536, "#,##0"), 2, 4,
         (2097152, "#,##0"), "10.0.10.22", "VLAN10", (2162688, "#,##0"), (1500000.5, "#,##0"), "bios",
         "[DS-02] srv-db01/srv-db01.vmx", None, *rest, "Red Hat Enterprise Linux 8 (64-bit)",
         "Red Hat Enterprise Linux 8.10 (Ootpa)", "vm-102", "42309d5a-0002-4c7e-9a10-aa00bb00cc02",
         "50309d5a-0002-4c7e-9a10-aa00bb00cc02", "vcenter.corp.example", "LYO"],
        ["tpl-win2022", "poweredOff", "True", "False", "green", None, "notRunning", None, None, 2, (8192, "#,##0"), 1, 1,
         (92160, "#,##0"), None, "VLAN10", (100352, "#,##0"), (20480, "#,##0"), "efi",
         "[DS-01] tpl-win2022/tpl-win2022.vmtx", None, *rest, "Microsoft Windows Server 2022 (64-bit)", None, "vm-7",
         "42309d5a-0003-4c7e-9a10-aa00bb00cc03", "50309d5a-0003-4c7e-9a10-aa00bb00cc03", "vcenter.corp.example", "LYO"],
    ]
    book = Workbook()
    sheet = book.active
    sheet.title = "vInfo"
    put(sheet, 1, [info, *rows])
    sheet.auto_filter.ref = "A1:AE4"
    net = book.create_sheet("vNetwork")
    put(net, 1, [
        ["VM", "Powerstate", "Template", "NIC label", "Adapter", "Network", "Switch", "Connected", "Mac Address", "Type",
         "IPv4 Address", "IPv6 Address", "Host", "VM UUID"],
        ["srv-app01", "poweredOn", "False", "Network adapter 1", "Vmxnet3", "VLAN10", "vSwitch0", "True",
         "00:50:56:aa:00:01", "assigned", "10.0.10.21", "fe80::250:56ff:feaa:1", "esx01.corp.example",
         "50309d5a-0001-4c7e-9a10-aa00bb00cc01"],
        ["srv-db01", "poweredOn", "False", "Network adapter 1", "Vmxnet3", "VLAN10", "vSwitch0", "True",
         "00:50:56:aa:00:02", "assigned", "10.0.10.22, 10.0.10.23", None, "esx01.corp.example",
         "50309d5a-0002-4c7e-9a10-aa00bb00cc02"],
        ["srv-db01", "poweredOn", "False", "Network adapter 2", "Vmxnet3", "VLAN99", "vSwitch0", "False",
         "00:50:56:aa:00:03", "assigned", None, None, "esx01.corp.example", "50309d5a-0002-4c7e-9a10-aa00bb00cc02"],
    ])
    meta = book.create_sheet("vMetaData")
    put(meta, 1, [["RVTools major version", "RVTools version", "xlsx creation datetime", "Server"],
                  ["4.4", "4.4.1.0", (datetime(2026, 11, 20, 2, 0, 11), moment), "vcenter.corp.example"]])
    book.save("rvtools.xlsx")


@maker
def flotte_mobile():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Lignes")
    form = lambda code: xlwt.easyxf(num_format_str=code)
    phone, iccid, dates = form('0#" "##" "##" "##" "##'), form("0"), form("dd/mm/yy")
    rows = [
        ["Flotte mobile – état au 31 octobre 2026"],
        [],
        ["Collaborateur", "Service", "N° d'appel", "N° SIM", "Code PUK", "IMEI", "Marque", "Appareil", "Mise en service", "Forfait", "Data (Go)", "Actif"],
        ["BERNARD Chloé", "Direction", (612345678, phone), "8933012345678901234", "00123456", 352094871234567, "Samsung", "Galaxy S23", (date(2023, 2, 15), dates), "Pro 100", 100, True],
        ["DUPONT Éric", "Commercial", (798765432, phone), (8933012345678901235, iccid), 12345678, 352094871234575, "Apple", "iPhone 13", (date(2022, 12, 5), dates), "Pro 50", 50, True],
        ["LE GALL Yann", "Commercial", "06.11.22.33.44", "8933012345678901236", "01234567", "35-209487-123458-3", "Samsung", "Galaxy A54", "3 mai 2024", "Pro 50", 50.5, True],
        ["stock", None, 611223355, None, None, None, "Samsung", "Galaxy A14", None, None, None, False],
        ["+ 2 lignes M2M", None, "0700000012345", None, None, None, None, None, None, "M2M", 0.5, True],
        ["Total lignes : 5"],
    ]
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if isinstance(value, tuple):
                sheet.write(down, right, *value)
            elif value is not None:
                sheet.write(down, right, value)
    sheet.merge(0, 0, 0, 11)
    book.save("flotte-mobile.xls")


@maker
def par_site():
    book = Workbook()
    first = book.active
    first.title = "Lisez-moi"
    put(first, 1, [["Un onglet par site."], ["Ne pas modifier les en-têtes !"], ["Contact : dsi@example.org"]])
    lyon = book.create_sheet("Lyon")
    put(lyon, 1, [
        ["Matériel", "Type", "Marque", "Modèle", "S/N", "Affecté à", "Fin de garantie"],
        ["LYO-PC-01", "Portable", "Dell", "Latitude 5430", "BX1Y2Z3", "C. Bernard", day(date(2026, 6, 30))],
        ["LYO-PC-02", "Fixe", "Dell", "OptiPlex 7010", "BX1Y2Z4", "Accueil", day(date(2027, 1, 31))],
        ["LYO-IMP-01", "Imprimante", "Brother", "HL-L5210DN", "E78283A1N000001", None, None],
    ])
    paris = book.create_sheet("Paris 12")
    put(paris, 1, [
        ["SITE DE PARIS 12"],
        [],
        ["Matériel", "Type", "Marque", "Modèle", "S/N", "Affecté à", "Fin de garantie"],
        ["P12-PC-01", "Portable", "Lenovo", "ThinkPad L14", "PF4A0001", "É. Dupont", "30/06/2027"],
        ["P12-PC-02", "Portable", "Lenovo", "ThinkPad L14", "PF4A0002", "libre", "30/06/2027"],
    ])
    depot = book.create_sheet("Entrepôt")
    put(depot, 1, [
        ["Type", "Matériel", "S/N", "Marque", "Modèle", "Fin de garantie", "Remarque"],
        ["Terminal", "ENT-TC-01", 21014523021988, "Zebra", "TC57", day(date(2025, 12, 31)), "écran fêlé"],
        ["Fixe", "ENT-PC-01", "CZC0010001", "HP", "EliteDesk 800", None, None],
    ])
    old = book.create_sheet("Archive 2019")
    put(old, 1, [["Matériel", "Type", "Marque", "Modèle", "S/N"], ["OLD-1", "Fixe", "HP", "d530", "HUB41602AB"]])
    old.sheet_state = "hidden"
    book.save("par-site.xlsx")


def ods_cell(value, styles):
    """A cell of an ODS table: text, number, date, or what a pair says."""
    if value is None:
        return table.TableCell()
    if isinstance(value, date):
        cell = table.TableCell(valuetype="date", datevalue=value.isoformat(), stylename=styles["date"])
        cell.addElement(text.P(text=value.strftime("%d.%m.%Y")))
        return cell
    if isinstance(value, tuple):
        kind, number, shown = value
        if kind == "currency":
            cell = table.TableCell(valuetype="currency", currency="EUR", value=str(number))
        elif kind == "percentage":
            cell = table.TableCell(valuetype="percentage", value=str(number))
        elif kind == "error":
            cell = table.TableCell(valuetype="string", stringvalue="", formula="of:=VLOOKUP([.A1];[.Z1:.Z2];1;0)")
            cell.setAttrNS("urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", "value-type", "error")
        elif kind == "boolean":
            cell = table.TableCell(valuetype="boolean", booleanvalue="true" if number else "false")
        else:
            raise ValueError(kind)
        cell.addElement(text.P(text=shown))
        return cell
    if isinstance(value, (int, float)):
        cell = table.TableCell(valuetype="float", value=str(value))
        cell.addElement(text.P(text=str(value).replace(".", ",")))
        return cell
    cell = table.TableCell(valuetype="string")
    for line in str(value).split("\n"):
        cell.addElement(text.P(text=line))
    return cell


@maker
def schul_inventar():
    book = opendocument.OpenDocumentSpreadsheet()
    dates = DateStyle(name="D1")
    for part in [Day(style="long"), NumberText(text="."), Month(style="long"), NumberText(text="."), Year(style="long")]:
        dates.addElement(part)
    book.automaticstyles.addElement(dates)
    dated = style.Style(name="dated", family="table-cell", datastylename="D1")
    book.automaticstyles.addElement(dated)
    styles = {"date": dated}
    sheet = table.Table(name="Geräteliste")
    rows = [
        ["Gesamtschule Musterstadt – Geräteliste IT"],
        ["Stand: 01.10.2026", None, None, None, None, None, None, None, None],
        None,
        ["Inventar-Nr.", "Gerät", "Hersteller", "Modell", "Seriennummer", "Raum", "Anschaffung", "Preis", "Garantie bis", "Abschreibung"],
        ["0001", "Notebook", "Fujitsu", "Lifebook U7411", "DSBN012345", "A 1.07", date(2021, 8, 2), ("currency", 1129.0, "1.129,00 €"), date(2024, 8, 1), ("percentage", 0.125, "12,5 %")],
        ["0002", "Notebook", "Fujitsu", "Lifebook U7411", "DSBN012346", "A 1.07", date(2021, 8, 2), ("currency", 1129.0, "1.129,00 €"), date(2024, 8, 1), ("percentage", 0.125, "12,5 %")],
        [3, "Beamer", "Epson", "EB-L260F", "X9B21200345", "Aula", "15.03.2022", "1.899,50 €", "15.03.2025", ("percentage", 0.2, "20 %")],
        ["0004", "PC", "Wortmann", "Terra 5000", "R6123456", "Sekretariat\n(Frau Weiß)", date(2019, 12, 9), 649.99, "31.12.2024", None],
        ["0005", "Drucker", "Kyocera", "ECOSYS P3155dn", ("error", None, "#NV"), "Lehrerzimmer", date(2020, 1, 31), ("currency", 410.5, "410,50 €"), "keine", None],
        ["SUMME", None, None, None, None, None, None, ("currency", 5217.99, "5.217,99 €")],
    ]
    for row in rows:
        line = table.TableRow(numberrowsrepeated="1")
        sheet.addElement(line)
        if row is None:
            line.addElement(table.TableCell(numbercolumnsrepeated="1024"))
            continue
        for at, value in enumerate(row):
            cell = ods_cell(value, styles)
            if row is rows[0] and at == 0:
                cell.setAttribute("numbercolumnsspanned", "10")
            line.addElement(cell)
        line.addElement(table.TableCell(numbercolumnsrepeated=str(1024 - len(row))))
    rest = table.TableRow(numberrowsrepeated=str(1048576 - len(rows)))
    rest.addElement(table.TableCell(numbercolumnsrepeated="1024"))
    sheet.addElement(rest)
    book.spreadsheet.addElement(sheet)
    book.save("schul-inventar.ods")


@maker
def two_tables():
    book = Workbook()
    sheet = book.active
    sheet.title = "Branch office"
    put(sheet, 1, [
        ["COMPUTERS", None, None, None, None, None, "Legend"],
        ["Name", "Serial", "Model", "User", "Bought", None, "S = spare"],
        ["BO-01", "5CG0000001", "ProBook 450", "Ann", (date(2024, 2, 1), "m/d/yyyy"), None, "B = broken"],
        ["BO-02", "5CG0000002", "ProBook 450", "S", (date(2024, 2, 1), "m/d/yyyy")],
        ["BO-03", "5CG0000003", "ProBook 455", "Bob", (date(2025, 10, 12), "m/d/yyyy")],
        [],
        [],
        ["SCREENS"],
        ["Name", "Serial", "Size", "Place"],
        ["SC-01", "CN0000A1", (23.8, '0.0"″"'), "Desk 1"],
        ["SC-02", "CN0000A2", (27, '0.0"″"'), "Desk 2"],
        [],
        ["Printed by reception, 11/2/2026"],
    ])
    book.save("two-tables.xlsx")


@maker
def stock_formats():
    book = Workbook()
    sheet = book.active
    sheet.title = "Stock"
    put(sheet, 1, [
        ["Asset no.", "Serial", "Description", "Qty", "Unit price", "Total", "VAT", "Received", "Checked at", "Service hours", "Postcode", "Barcode", "Supplier", "Ref"],
        [(42, "000000"), "'0012", "Keyboard", 10, (12.5, '"£"#,##0.00'), "=D2*E2", (0.2, "0%"), (datetime(2025, 3, 4), "dd-mmm-yy"), (datetime(2025, 3, 4, 8, 30), "d/m/yyyy h:mm AM/PM"), (timedelta(hours=26, minutes=30), "[h]:mm"), (1234, "00000"), 5012345678900, '=UPPER("acme")', "12/03"],
        [(43, "000000"), True, "Mouse", 5, (9.99, '[$$-409]#,##0.00'), "=D3*E3", (0.055, "0.0%"), (datetime(2025, 12, 31), "[$-809]d mmmm yyyy"), (datetime(2025, 12, 31, 23, 59, 59), "yyyy-mm-dd hh:mm:ss"), (timedelta(minutes=45), "[h]:mm"), "SW1A 1AA", 5012345678917, "=VLOOKUP(A3,Z:Z,1,0)", "1E3"],
        ["000044", 1234567890123456789, "Dock", 2, (149, "#,##0 [$€-1]"), "=D4*E4", None, "4.3.2025", None, None, 99501, "05012345678924", None, "00"],
        [(45, "000000"), (7654321, "0000000000"), "Cable 5 m", 1000, (1.005, "0.000"), "=D5*E5", (0, "0%"), (45720.75, "General"), None, None, None, (4006381333931, "0.00E+00"), " ACME ", 3.0],
        [(46, "000000"), "SN 46", "Lamp\u00a0LED", "3 pcs", "12,50", "=D6*E6", "20%", (datetime(2024, 2, 29), "mm/dd/yy"), (0.75, "h:mm"), None, None, None, "Éclairage & Fils", "-"],
    ])
    sheet["C2"].comment = Comment("US layout", "store")
    book.save("stock-formats.xlsx")
    cached("stock-formats.xlsx", "xl/worksheets/sheet1.xml", {"F2": 125, "M2": "ACME", "F3": 49.95, "M3": "#N/A", "F4": 298, "F6": "#VALUE!"})


@maker
def materiel_1904():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Feuille1"
    put(sheet, 1, [
        ["Nom", "N° série", "Acheté le", "Prix", "Fin garantie"],
        ["mac-studio-1", "FVFXX0001", day(date(2022, 11, 30)), (2399, "#,##0.00 [$€-40C]"), day(date(2025, 11, 29))],
        ["mac-studio-2", "FVFXX0002", day(date(2024, 2, 29)), (2399.9, "#,##0.00 [$€-40C]"), "28/02/2027"],
        ["imac-accueil", "FVFXX0003", "fin 2019", "environ 1500", "???"],
    ])
    book.save("materiel-1904.xlsx")


@maker
def serveurs_disques():
    book = Workbook()
    sheet = book.active
    sheet.title = "Serveurs"
    put(sheet, 1, [
        ["Serveur", "Série", "Mémoire", None, "Disque 1", None, "Disque 2", None, "Disque 3", None, "Contrat"],
        [None, None, "Qté", "Taille", "Lettre", "Taille", "Lettre", "Taille", "Lettre", "Taille", "Fin"],
        ["SRV-FIC", "CZJ9200001", 4, "32 Go", "C:", "80 Go", "D:", "1,5 To", "E:", "4 To", day(date(2027, 4, 30))],
        ["SRV-AD", "CZJ9200002", 2, "16 Go", "C:", "80 Go", None, None, None, None, day(date(2027, 4, 30))],
        ["SRV-SAUV", "CZJ9200003", 8, "16 384 Mo", "C:", 512, "D:", "12 To", "H:", "931,5 Go", "résilié"],
    ])
    for merged in ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "I1:J1"]:
        sheet.merge_cells(merged)
    book.save("serveurs-disques.xlsx")


@maker
def licences():
    book = Workbook()
    sheet = book.active
    sheet.title = "Licences"
    put(sheet, 2, [
        [None, "Suivi des licences 2026"],
        [],
        [None, "Éditeur", "Logiciel", "Type", "Clé / n° de contrat", "Nb", "Achat", "Échéance", "Coût HT", "Affectation"],
        [None, "Microsoft", "Office 2021 LTSC", "Volume", "ABCDE-12345-FGHIJ-67890-KLMNO", 25, day(date(2022, 1, 17)), None, (9750, '#,##0 "€"'), "Siège"],
        [None, "Adobe", "Creative Cloud", "Abonnement", "VIP-0001234", 4, day(date(2026, 3, 1)), day(date(2027, 2, 28)), (3091.2, '#,##0.00 "€"'), "Com ; Direction"],
        [None, "Adobe", "Acrobat Pro", "Abonnement", "VIP-0001235", "4", day(date(2026, 3, 1)), day(date(2027, 2, 28)), (None), "RH"],
        [None, "Libre", "GIMP", "Gratuit", None, "illimité", None, day(date(9999, 12, 31)), (0, '#,##0 "€"'), None],
        [None, None, "Antivirus", "Abonnement", "00998877", 150, "01/07/2026", "30/06/2029", "4 200 €", "Tous"],
    ])
    hidden = book.create_sheet("Listes")
    put(hidden, 1, [["Type"], ["Volume"], ["Abonnement"], ["Gratuit"]])
    hidden.sheet_state = "hidden"
    sheet["F9"].comment = Comment("pas de limite", "dsi")
    book.save("licences.xlsx")


@maker
def groupes_par_site():
    """Group rows, merged cells and a header of two rows in ODS."""
    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Inventaire")

    def row(*cells):
        line = table.TableRow()
        sheet.addElement(line)
        for value in cells:
            line.addElement(value if hasattr(value, "setAttribute") else ods_cell(value, {}))

    def spanned(value, columns=1, rows=1):
        cell = ods_cell(value, {})
        cell.setAttribute("numbercolumnsspanned", str(columns))
        cell.setAttribute("numberrowsspanned", str(rows))
        return cell

    covered = table.CoveredTableCell
    row(spanned("Inventaire du matériel – cabinet", 6), *[covered() for _ in range(5)])
    row(spanned("Poste", 1, 2), spanned("Ordinateur", 3), covered(), covered(), spanned("Écran", 2), covered())
    row(covered(), "Nom", "Modèle", "N° de série", "Modèle", "N° de série")
    row(spanned("Site de Lyon", 6), *[covered() for _ in range(5)])
    row("Accueil", "CAB-01", "Esprimo D556", "YMBL012345", "P2219H", "CN-0P001")
    row(spanned("Bureau 1", 1, 2), "CAB-02", "Esprimo D556", "YMBL012346", "P2219H", "CN-0P002")
    row(covered(), "CAB-03", "Esprimo D556", "YMBL012347", None, None)
    row(None, None, None, None, None, None)
    row(spanned("Site de Villefranche", 6), *[covered() for _ in range(5)])
    row("Accueil", "CAB-11", "Lifebook E5412", "DSEA000001", "P2219H", "CN-0P003")
    row("(2 postes prévus en 2027)", None, None, None, None, None)
    book.spreadsheet.addElement(sheet)
    book.save("groupes-par-site.ods")


@maker
def colonnes_vides():
    book = Workbook()
    sheet = book.active
    sheet.title = "Export"
    head = [None, "Hostname", None, "Serial No", "Type", None, "Type", "Comment", None]
    put(sheet, 3, [
        head,
        [],
        [None, "web-01", None, "S0001", "Server", None, "Production", "ok"],
        [None, "web-02", None, "S0002", "Server", None, "Production", None, "see ticket 12"],
        head,
        [None, "db-01", None, "S0003", "Server", None, "Test", "  "],
        [None, None, None, None, None, None, None, None],
        [None, "db-02", None, "S0004", "Appliance", None, "Test", "=CONCATENATE(\"a\",\"b\")"],
        [None, "Page 1 of 1"],
    ])
    sheet.column_dimensions["G"].hidden = True
    sheet.row_dimensions[8].hidden = True
    for column in range(12, 40):
        sheet.cell(60, column).number_format = "0.00"
    book.save("colonnes-vides.xlsx")
    cached("colonnes-vides.xlsx", "xl/worksheets/sheet1.xml", {"H10": "ab"})


@maker
def postes_complets():
    """One row for a workplace: a computer, two screens and a dock in columns of one name."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Postes"
    put(sheet, 1, [
        ["Utilisateur", "PC", "N° série", "Écran", "N° série", "Écran", "N° série", "Station", "N° série"],
        ["A. Petit", "PT-001", "5CG3000001", "HP E24", "CNK3000001", "HP E24", "CNK3000002", "HP G5", "5CG4000001"],
        ["B. Grand", "PT-002", "5CG3000002", "HP E27", "CNK3000003", None, None, None, None],
        ["libre", "PT-003", "5CG3000003", None, None, None, None, "HP G5", "5CG4000002"],
    ])
    book.save("postes-complets.xlsx")


@maker
def bon_livraison():
    """A supplier's delivery note: the table begins far down, under an address."""
    book = Workbook()
    sheet = book.active
    sheet.title = "BL"
    put(sheet, 1, [
        ["BUREAUTIQUE DU RHÔNE", None, None, None, "Bon de livraison n°", "BL-2026-00417"],
        ["12, rue des Exemples", None, None, None, "Date", day(date(2026, 9, 4))],
        ["01000 Bourg-en-Bresse", None, None, None, "Votre commande", "CDE-000981"],
        [],
        ["Livré à :", None, "Mairie de Saint-Exemple"],
        [None, None, "1, place de la Mairie"],
        [],
        ["Nom du contact", None, "Mme Durand", None, "Tél.", "04 74 00 00 00"],
        [],
        ["Réf.", "Désignation", "Qté", "P.U. HT", "N° de série", "Fin de garantie"],
        ["LAT5450-I5", "Portable Latitude 5450", 1, (1099, '#,##0.00\\ "€"'), "1A2B3C4", day(date(2029, 9, 3))],
        ["LAT5450-I5", "Portable Latitude 5450", 1, (1099, '#,##0.00\\ "€"'), "1A2B3C5", day(date(2029, 9, 3))],
        ["WD22TB4", "Station d'accueil WD22TB4", 1, (219.9, '#,##0.00\\ "€"'), "0099887", "1 an"],
        [],
        [None, None, None, "Total HT", (2417.9, '#,##0.00\\ "€"')],
        [None, None, None, "TVA 20 %", (483.58, '#,##0.00\\ "€"')],
        ["Signature :"],
    ])
    book.save("bon-livraison.xlsx")


@maker
def material_aulas():
    book = Workbook()
    sheet = book.active
    sheet.title = "Aulas"
    put(sheet, 1, [
        ["INVENTARIO DE MATERIAL INFORMÁTICO 2026"],
        ["Aula", "Etiqueta", "Tipo", "Marca / Modelo", "Nº serie", "Fecha alta", "Importe", "Garantía (años)", "Estado", "Baja"],
        ["1.º A", 101, "Portátil", "Lenovo 300e", "P208ABC1", day(date(2021, 9, 1), "d-m-yy"), (325.4, '#,##0.00\\ [$€-C0A]'), 2, "En uso", None],
        [None, 102, "Portátil", "Lenovo 300e", "P208ABC2", day(date(2021, 9, 1), "d-m-yy"), (325.4, '#,##0.00\\ [$€-C0A]'), 2, "Avería", "SÍ"],
        ["1.º B", 103, "Proyector", "Epson EB-W06", "X8FS9100123", "septiembre de 2020", "449 €", "3", "En uso", "NO"],
        ["Biblioteca", "104-bis", "PC", "HP 290 G2", "8CC9140ABC", "15/01/2020", "1.203,75 €", None, "¿?", None],
        ["Número de equipos: 4"],
    ])
    sheet.merge_cells("A1:J1")
    sheet.merge_cells("A3:A4")
    book.save("material-aulas.xlsx")


@maker
def raumliste():
    """A German list of rooms: a header of two rows that are not merged, one sheet for each building."""
    book = Workbook()
    first = book.active
    first.title = "Haus A"
    head = [
        ["Raum", "Gerät", None, None, "Kauf", None],
        [None, "Bezeichnung", "Typ", "Seriennr.", "Datum", "Preis"],
    ]
    put(first, 1, [["Haus A – Stand 11/2026"], *head,
        ["A 001", "PC Empfang", "Fujitsu Q556", "DSDQ0000012", day(date(2018, 5, 7), "dd.mm.yyyy"), (598.5, '#,##0.00\\ "€"')],
        ["A 002", "PC Kasse 1", "Fujitsu Q556", "DSDQ0000013", day(date(2018, 5, 7), "dd.mm.yyyy"), "598,50"],
        ["A 002", "PC Kasse 2", "Fujitsu Q556", "DSDQ0000014", "07.05.18", "598,5 EUR"],
        ["Anzahl", 3],
    ])
    second = book.create_sheet("Haus B")
    put(second, 1, [["Haus B – Stand 11/2026"], *head,
        ["B 101", "Notebook Pool 1", "Lenovo L480", "PF1A0001", day(date(2019, 2, 28), "dd.mm.yyyy"), 879],
        ["B 101", "Notebook Pool 2", "Lenovo L480", 100200300, day(date(2019, 2, 28), "dd.mm.yyyy"), None],
    ])
    book.save("raumliste.xlsx")


if __name__ == "__main__":
    for name in sys.argv[1:] or MAKERS:
        MAKERS[name]()
        print(name)
